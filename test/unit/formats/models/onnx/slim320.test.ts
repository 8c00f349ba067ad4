import { unzlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { Pipeline } from '../../../../../src/core/layers/layer.ts'
import { referenceLayer } from '../../../../../src/core/layers/reference.ts'
import type { Tensor } from '../../../../../src/core/tensor.ts'
import { sourceOfBytes } from '../../../../../src/formats/models/byte-source.ts'
import { readGraph, type OnnxGraph } from '../../../../../src/formats/models/onnx/graph.ts'
import { WireFile } from '../../../../../src/formats/models/onnx/wire.ts'
import { convBound } from '../../../../fixtures/engine-checks.ts'
import { firstMismatch } from '../../../../fixtures/golden.ts'
import { chainOf, opened } from '../../../../fixtures/onnx-models.ts'
import { runOnnx, withOutputs } from '../../../../fixtures/onnx-runtime.ts'
import { hasThirdParty, thirdParty } from '../../../core/image/fixtures.ts'

const MODEL = 'third-party-models/slim320.onnx'
const [HEIGHT, WIDTH] = [240, 320]

/** The middle of a photo as the detector wants it: (value - 127) / 128. */
function photo(): Tensor {
  const { width, height, rgb } = pngPixels(thirdParty('photos/coffee.png'))
  const data = new Float32Array(3 * HEIGHT * WIDTH)
  const [top, left] = [(height - HEIGHT) >> 1, (width - WIDTH) >> 1]
  for (let i = 0; i < data.length; i++) {
    const [c, y, x] = [Math.floor(i / (HEIGHT * WIDTH)), Math.floor(i / WIDTH) % HEIGHT, i % WIDTH]
    data[i] = ((rgb[((top + y) * width + left + x) * 3 + c] ?? NaN) - 127) / 128
  }
  return { shape: [1, 3, HEIGHT, WIDTH], data }
}

/** The samples of a PNG of 8 bits RGB that is not interlaced (RFC 2083, chapter 6). */
function pngPixels(bytes: Uint8Array): { width: number; height: number; rgb: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const packed: number[] = []
  for (let at = 8; at < bytes.length; at += view.getUint32(at) + 12) {
    if (view.getUint32(at + 4) === 0x49444154)
      packed.push(...bytes.subarray(at + 8, at + 8 + view.getUint32(at)))
  }
  const lines = unzlibSync(Uint8Array.from(packed))
  const row = 3 * width
  const rgb = new Uint8Array(row * height)
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < row; i++) {
      const at = y * row + i
      const left = i < 3 ? 0 : (rgb[at - 3] ?? 0)
      const up = y === 0 ? 0 : (rgb[at - row] ?? 0)
      const corner = i < 3 || y === 0 ? 0 : (rgb[at - row - 3] ?? 0)
      const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner
      const filter = lines[y * (row + 1)] ?? 0
      rgb[at] = (lines[y * (row + 1) + 1 + i] ?? 0) + ([0, left, up, (left + up) >> 1, paeth][filter] ?? 0)
    }
  }
  return { width, height, rgb }
}

/** Names of the values that the nodes of the longest chain make: all of its nodes read the one before. */
function valuesOf({ nodes }: OnnxGraph, layers: Pipeline): string[] {
  const ways = new Map<string, string[]>([['input', []]])
  for (const { op, inputs, outputs } of nodes) {
    const before = ways.get(inputs[0] ?? '')
    const [output = ''] = outputs
    if (before && (op === 'Conv' || op === 'Relu')) ways.set(output, [...before, output])
  }
  return [...ways.values()].findLast(({ length }) => length === layers.length) ?? expect.fail('no such way')
}

describe.skipIf(!hasThirdParty)('a face detector in the wild (FIXTURES_DIR)', () => {
  it('is taken as a chain up to where its branches part, and every map is that of ONNX Runtime', async () => {
    const bytes = thirdParty(MODEL)
    const { chain, convs, notes } = await opened(bytes)
    expect({ chain, convs: convs.length, notes }).toEqual({
      chain: { layers: 57, weights: 226_656, stopsAt: 'Transpose after layer 57' },
      convs: 42,
      notes: [],
    })
    const { layers } = await chainOf(bytes)
    const values = valuesOf(await readGraph(new WireFile(sourceOfBytes(bytes))), layers)
    const input = photo()
    const outputs = await runOnnx(withOutputs(bytes, values), input, values)
    let before = input
    for (const [i, layer] of layers.entries()) {
      const output = outputs[i] ?? expect.fail(`no output of layer ${i}`)
      const expected = referenceLayer(before, layer)
      expect(output.shape, `layer ${i}`).toEqual(expected.shape)
      const bounds = layer.type === 'conv2d' ? convBound(before, layer.bank, 'direct') : null
      expect(
        firstMismatch(output.data, expected.data, (at) => bounds?.[at] ?? 0),
        `layer ${i}`,
      ).toBeNull()
      before = output
    }
  })
})
