import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { latin1, pngChunks, viewOf } from '../../../../src/formats/picture-parts.ts'
import { paintingPng } from '../../../../src/state/run/painting-png.ts'

/** Rows of a PNG whose filter is always "Sub", RGB with 8 bits. */
function decoded(bytes: Uint8Array): {
  width: number
  height: number
  pixel: (x: number, y: number) => number[]
} {
  const [width, height] = [viewOf(bytes).getUint32(16), viewOf(bytes).getUint32(20)]
  const data = [...pngChunks(bytes)].filter(({ type }) => type === 'IDAT')
  const rows = inflateSync(Buffer.concat(data.map(({ start, end }) => bytes.subarray(start, end))))
  const pitch = 1 + 3 * width
  for (let at = 0; at < rows.length; at++)
    if (at % pitch > 3) rows[at] = (rows[at] ?? 0) + (rows[at - 3] ?? 0)
  return { width, height, pixel: (x, y) => [...rows.subarray(y * pitch + 1 + 3 * x, y * pitch + 4 + 3 * x)] }
}

test.each([
  [70_000, 3],
  [2, 70_000],
])('a map of %i x %i, longer than a canvas, is saved with every pixel', async (width, height) => {
  const pixels = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i * 2_654_435_761) >>> 24)
  const size = { width, height, layer: 0, channel: 0, colors: new Uint32Array(256) }
  const request = { ...size, range: { type: 'fixed', low: 0, high: 1 } as const }
  const blob = await paintingPng({ request, pixels })
  const bytes = new Uint8Array(await blob.arrayBuffer())
  expect(latin1(bytes, 1, 4)).toBe('PNG')
  const png = decoded(bytes)
  expect([png.width, png.height]).toEqual([width, height])
  for (const [x, y] of [
    [0, 0],
    [width - 1, 0],
    [0, height - 1],
    [width >> 1, height >> 1],
    [width - 1, height - 1],
  ] as const) {
    const at = 4 * (y * width + x)
    expect(png.pixel(x, y)).toEqual([...pixels.subarray(at, at + 3)])
  }
})
