import type { Ptr } from '../../../../src/kernels/program/pointer.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rangeOf } from '../../../../src/kernels/painting/range.ts'
import { readStats, STATS_BYTES } from '../../../../src/kernels/maps/stats.ts'
import { Harness, TARGETS } from '../harness.ts'

const special = fc.constantFrom(NaN, Infinity, -Infinity, -0, 3.4e38, -3.4e38, 1e-45)
const ordinary = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 })

/** The stats of one map of rows x columns, taken in bands while it is loaded. */
function load(harness: Harness, values: Float32Array<ArrayBuffer>, width: number, bandRows: number) {
  harness.clear()
  const rows = values.length / width
  const bandCount = Math.ceil(rows / bandRows)
  const statsOffset = 4 * values.length + 64
  const plane = harness.take(statsOffset + bandCount * STATS_BYTES)
  const tiles = Array.from({ length: bandCount }, (_, i) => [
    0,
    i * bandRows * width,
    Math.min(rows, (i + 1) * bandRows) * width,
  ])
  harness.run({
    kind: 'load',
    layer: -1,
    tiles: Int32Array.from(tiles.reverse().flat()),
    source: values,
    planeFloats: values.length,
    outputTable: harness.words([plane]),
    statsOffset,
    width,
    bandRows,
    takesStats: null,
  })
  const view = new DataView(harness.memory.buffer)
  return { data: harness.read(plane, values.length), stats: readStats(view, plane + statsOffset, bandCount) }
}

function expectStats(
  harness: Harness,
  values: Float32Array<ArrayBuffer>,
  width: number,
  bandRows: number,
): void {
  const { data, stats } = load(harness, values, width, bandRows)
  expect(data).toEqual(values)
  const finite = [...values].filter(Number.isFinite)
  expect(stats.finite).toBe(finite.length === values.length)
  expect(stats.count).toBe(finite.length)
  const least = finite.reduce((a, b) => Math.min(a, b), Infinity)
  const most = finite.reduce((a, b) => Math.max(a, b), -Infinity)
  expect(stats.min).toBeCloseTo(finite.length > 0 ? least : 0, 10)
  expect(stats.max).toBeCloseTo(finite.length > 0 ? most : 0, 10)
  const mean = finite.length > 0 ? finite.reduce((a, b) => a + b, 0) / finite.length : 0
  const scale = finite.reduce((a, b) => a + Math.abs(b), 0) / Math.max(1, finite.length)
  expect(Math.abs(stats.mean - mean)).toBeLessThanOrEqual(1e-6 * scale)
  const squares = finite.map((x) => Math.fround(x * x)).reduce((a, b) => a + b, 0)
  const rms = finite.length > 0 ? Math.sqrt(squares / finite.length) : 0
  if (rms === Infinity) expect(stats.rms).toBe(Infinity)
  else expect(Math.abs(stats.rms - rms)).toBeLessThanOrEqual(1e-6 * rms)
}

describe.each(TARGETS)('stats in $name', ({ set, shared }) => {
  const harness = new Harness(set, shared)
  const sizes = { width: fc.integer({ min: 1, max: 40 }), rows: fc.integer({ min: 1, max: 9 }) }

  it.each([
    ['ordinary values', ordinary],
    ['values of which some are not finite', fc.oneof({ weight: 20, arbitrary: ordinary }, special)],
    ['nothing but special values', special],
  ])('are those of %s', (_, value) => {
    const map = fc
      .record({ ...sizes, bandRows: fc.integer({ min: 1, max: 4 }) })
      .chain(({ width, rows, bandRows }) =>
        fc.record({
          width: fc.constant(width),
          bandRows: fc.constant(bandRows),
          values: fc.array(value, { minLength: width * rows, maxLength: width * rows }),
        }),
      )
    fc.assert(
      fc.property(map, ({ values, width, bandRows }) => {
        expectStats(harness, Float32Array.from(values), width, bandRows)
      }),
      { seed: 41, numRuns: 100 },
    )
  })

  it('find a single value that is not finite, wherever it is', () => {
    for (const odd of [NaN, Infinity, -Infinity]) {
      for (let at = 0; at < 77; at++) {
        const values = Float32Array.from({ length: 77 }, (_, i) => i)
        values[at] = odd
        expectStats(harness, values, 77, 1)
      }
    }
  })

  it('keep the mean of values whose sum overflows single precision', () => {
    expectStats(harness, new Float32Array(100).fill(3e38), 10, 10)
  })

  it('are exact for a million equal values', () => {
    expect(load(harness, new Float32Array(2 ** 19).fill(0.1), 1024, 64).stats.mean).toBeCloseTo(
      Math.fround(0.1),
      8,
    )
  })
})

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

describe('ranges', () => {
  const records = (...maps: readonly (readonly number[])[]) => {
    const view = new DataView(new ArrayBuffer(maps.length * STATS_BYTES))
    maps.forEach((values, i) => {
      view.setFloat32(i * STATS_BYTES, Math.min(...values), true)
      view.setFloat32(i * STATS_BYTES + 4, Math.max(...values), true)
      view.setFloat64(i * STATS_BYTES + 8, sum(values), true)
      view.setInt32(i * STATS_BYTES + 16, values.length, true)
      view.setFloat64(i * STATS_BYTES + 24, sum(values.map((x) => x * x)), true)
    })
    return { view, pointers: maps.map((_, i) => (i * STATS_BYTES) as Ptr) }
  }
  const maps = records([-1, 2], [0, 3], [], [0, 0])

  it.each([
    { symmetric: false, which: [0, 1, 2], range: [-1, 3] },
    { symmetric: true, which: [0], range: [-2, 2] },
    { symmetric: false, which: [2], range: [0, 0] },
    { symmetric: false, which: [2, 1], range: [0, 3] },
    { symmetric: false, which: [3], range: [0, 0] },
    { symmetric: true, which: [3], range: [-1, 1] },
  ])('of maps $which, symmetric: $symmetric, are $range', ({ symmetric, which, range }) => {
    const pointers = which.map((i) => maps.pointers[i] ?? (0 as Ptr))
    expect(rangeOf({ type: 'stats', records: pointers, recordsEach: 1, symmetric }, maps.view)).toEqual(range)
  })

  it('of several bands are those of the whole map', () => {
    const [first = 0 as Ptr] = maps.pointers
    expect(rangeOf({ type: 'stats', records: [first], recordsEach: 3, symmetric: false }, maps.view)).toEqual(
      [-1, 3],
    )
  })

  it('leave a few values far out beyond their ends, so that the rest keeps its colours', () => {
    const far = records([...Array.from({ length: 99 }, (_, i) => (i % 2 === 0 ? 1 : -1)), 50])
    const rangeOfAll = (symmetric: boolean) =>
      rangeOf({ type: 'stats', records: far.pointers, recordsEach: 1, symmetric }, far.view)
    const rms = Math.sqrt((99 + 2500) / 100)
    expect(rangeOfAll(true)[1]).toBeCloseTo(3 * rms, 5)
    const [low, high] = rangeOfAll(false)
    expect(low).toBe(-1)
    expect(high).toBeCloseTo(0.51 + 3 * Math.sqrt(rms * rms - 0.51 * 0.51), 5)
  })

  it('that are given stay as they are', () => {
    expect(rangeOf({ type: 'fixed', low: 4, high: -2 }, maps.view)).toEqual([4, -2])
  })
})
