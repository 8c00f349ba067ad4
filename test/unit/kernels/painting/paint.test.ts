import type { Ptr } from '../../../../src/kernels/program/pointer.ts'
import type { KeptMeans } from '../../../../src/kernels/painting/steps.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COLORS, NAN_COLOR } from '../../../../src/kernels/painting/row-colors.ts'
import { bands, Harness, TARGETS } from '../harness.ts'

interface Picture {
  readonly height: number
  readonly width: number
  readonly shownHeight: number
  readonly shownWidth: number
}

/** Colour i is the word i, so that pixels tell their level. */
const LEVELS = Uint32Array.from({ length: COLORS }, (_, i) => i)
const FIRST = 7

function paint(
  harness: Harness,
  map: Float32Array,
  { height, width, shownHeight, shownWidth }: Picture,
  [low, high]: readonly [number, number],
  rowsEach = 2,
  part = { pitch: width, offset: 0 },
): Uint32Array {
  harness.clear()
  const ranges = harness.take(8 * (FIRST + 1))
  const pixels = harness.take(4 * shownWidth * shownHeight + 64)
  const item = {
    plane: (harness.floats(map) + 4 * part.offset) as Ptr,
    planeHeight: height,
    planeWidth: width,
    pitch: part.pitch,
    width: shownWidth,
    height: shownHeight,
    pixels,
    range: harness.floats([low, high]),
    colors: harness.words(LEVELS),
    kept: null,
  }
  harness.run({
    kind: 'paint',
    layer: 0,
    tiles: Int32Array.from(bands(shownHeight, rowsEach).flatMap((band) => [0, ...band])),
    items: [item],
  })
  harness.expectUntouched(pixels + 4 * shownWidth * shownHeight, 64)
  harness.expectUntouched(ranges, 8)
  return new Uint32Array(harness.memory.buffer, pixels, shownWidth * shownHeight).slice()
}

/** The share of source element `i` in pixel `p` of an axis of `size` elements shown as `shown` pixels. */
function share(i: number, p: number, size: number, shown: number): number {
  const from = Math.max(i, (p * size) / shown)
  const to = Math.min(i + 1, ((p + 1) * size) / shown)
  return (Math.max(0, to - from) * shown) / size
}

function areaMean(
  map: Float32Array,
  { height, width, shownHeight, shownWidth }: Picture,
  y: number,
  x: number,
): number {
  let mean = 0
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const weight = share(row, y, height, shownHeight) * share(column, x, width, shownWidth)
      if (weight > 1e-12) mean += weight * (map[row * width + column] ?? NaN)
    }
  }
  return mean
}

const picture = fc
  .tuple(
    fc.integer({ min: 1, max: 30 }),
    fc.integer({ min: 1, max: 40 }),
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    fc.double({ min: 0.01, max: 1, noNaN: true }),
  )
  .map(([height, width, a, b]): Picture => ({
    height,
    width,
    shownHeight: Math.ceil(height * a),
    shownWidth: Math.ceil(width * b),
  }))

describe.each(TARGETS)('painting in $name', ({ set, shared }) => {
  const harness = new Harness(set, shared)

  it('shows area means, to one level', () => {
    fc.assert(
      fc.property(picture, (p) => {
        const map = Float32Array.from({ length: p.height * p.width }, (_, i) => Math.sin(i * i))
        const pixels = paint(harness, map, p, [-0.75, 0.5])
        pixels.forEach((pixel, i) => {
          const mean = areaMean(map, p, Math.floor(i / p.shownWidth), i % p.shownWidth)
          const level = Math.min(255, Math.max(0, (255 * (mean + 0.75)) / 1.25))
          expect(Math.abs(pixel - level)).toBeLessThanOrEqual(1)
        })
      }),
      { seed: 51, numRuns: 100 },
    )
  })

  it('is the same however it is cut into rows', () => {
    const map = Float32Array.from({ length: 31 * 29 }, (_, i) => Math.cos(i))
    const p = { height: 31, width: 29, shownHeight: 13, shownWidth: 17 }
    expect(paint(harness, map, p, [-1, 1], 1)).toEqual(paint(harness, map, p, [-1, 1], 13))
  })

  it('shows a part of a plane as it would show a plane of its own', () => {
    const [height, width, x, y, pitch] = [9, 11, 4, 3, 23]
    const whole = Float32Array.from({ length: pitch * 20 }, (_, i) => Math.sin(i * i))
    const part = Float32Array.from(
      { length: width * height },
      (_, i) => whole[(y + Math.floor(i / width)) * pitch + x + (i % width)] ?? NaN,
    )
    const p = { height, width, shownHeight: 5, shownWidth: 7 }
    expect(paint(harness, whole, p, [-1, 1], 2, { pitch, offset: y * pitch + x })).toEqual(
      paint(harness, part, p, [-1, 1]),
    )
  })

  it('gives kept means the colours of painting anew, and leaves pixels alone that are known', () => {
    const p = { height: 23, width: 37, shownHeight: 7, shownWidth: 11 }
    const map = Float32Array.from({ length: p.height * p.width }, (_, i) =>
      i === 99 ? NaN : Math.cos(i * i),
    )
    const [first, second] = [paint(harness, map, p, [-1, 1]), paint(harness, map, p, [-0.2, 0.3])]
    harness.clear()
    const count = p.shownHeight * p.shownWidth
    const [means, pixels] = [harness.take(4 * count + 64), harness.take(4 * count + 64)]
    const range = harness.floats([-1, 1])
    const item = {
      plane: harness.floats(map),
      planeHeight: p.height,
      planeWidth: p.width,
      pitch: p.width,
      width: p.shownWidth,
      height: p.shownHeight,
      pixels,
      range,
      colors: harness.words(LEVELS),
    }
    const run = (kept: Pick<KeptMeans, 'isFilled' | 'known'>) => {
      const tiles = Int32Array.from(bands(p.shownHeight, 2).flatMap((band) => [0, ...band]))
      harness.run({ kind: 'paint', layer: 0, tiles, items: [{ ...item, kept: { means, ...kept } }] })
      return new Uint32Array(harness.memory.buffer, pixels, count).slice()
    }
    expect(run({ isFilled: false, known: null })).toEqual(first)
    new Float32Array(harness.memory.buffer, range, 2).set([-0.2, 0.3])
    expect(run({ isFilled: true, known: { low: -1, high: 1 } })).toEqual(second)
    harness.expectUntouched(pixels + 4 * count, 64)
    new Uint32Array(harness.memory.buffer, pixels, count).fill(7)
    const known = { low: Math.fround(-0.2), high: Math.fround(0.3) }
    expect(new Set(run({ isFilled: true, known }))).toEqual(new Set([7]))
  })

  const row = (...values: number[]) => ({
    map: Float32Array.from(values),
    picture: { height: 1, width: values.length, shownHeight: 1, shownWidth: values.length },
  })

  it('at full size shows every value by the nearest level', () => {
    const { map, picture: p } = row(0, 0.4, 0.6, 100, 254.4, 255)
    expect([...paint(harness, map, p, [0, 255])]).toEqual([0, 0, 1, 100, 254, 255])
  })

  it('clamps what lies outside the range, infinities too, and leaves NaN transparent', () => {
    const { map, picture: p } = row(-5, 5, Infinity, -Infinity, NaN, 1)
    expect([...paint(harness, map, p, [0, 1])]).toEqual([0, 255, 255, 0, NAN_COLOR, 255])
  })

  it('keeps infinities and NaN out of pixels that do not touch them', () => {
    const { map } = row(1, NaN, 1, 1, Infinity, 1, 1, 1)
    const p = { height: 1, width: 8, shownHeight: 1, shownWidth: 4 }
    expect([...paint(harness, map, p, [1, 2])]).toEqual([NAN_COLOR, 0, 255, 0])
  })

  it('shows a range of one value in the lowest colour', () => {
    const { map, picture: p } = row(3, 3, 4, Infinity)
    expect([...paint(harness, map, p, [3, 3])]).toEqual([0, 0, 0, 0])
  })

  it('tells apart values of the smallest ranges, and of small ranges far from zero', () => {
    const step = 2 ** -149
    const tiny = row(0, 51 * step, 255 * step)
    expect([...paint(harness, tiny.map, tiny.picture, [0, 255 * step])]).toEqual([0, 51, 255])
    const far = row(1e6, 1e6 + 1 / 16, 1e6 + 1)
    expect([...paint(harness, far.map, far.picture, [1e6, 1e6 + 1])]).toEqual([0, 16, 255])
  })

  it('spans the largest range of single precision', () => {
    const { map, picture: p } = row(-3.4e38, 0, 3.4e38)
    expect([...paint(harness, map, p, [-3.4e38, 3.4e38])]).toEqual([0, 128, 255])
  })
})
