import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bandCount, bandRows, filterRuns, filtersPerTile } from '../../../../src/kernels/program/tiling.ts'

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 4000 }),
  bytes: fc.integer({ min: 0, max: 1e7 }),
  macs: fc.integer({ min: 0, max: 1e8 }),
  multiple: fc.integer({ min: 1, max: 6 }),
})

test('bands are whole register blocks and cover every row, none of them empty', () => {
  fc.assert(
    fc.property(sizes, ({ rows, bytes, macs, multiple }) => {
      const band = bandRows(rows, bytes, macs, multiple)
      const bands = bandCount(rows, band)
      expect(band % multiple).toBe(0)
      expect(bands * band).toBeGreaterThanOrEqual(rows)
      expect((bands - 1) * band).toBeLessThan(rows)
    }),
  )
})

test('a band is small enough for the cache or a single block', () => {
  // 1024 columns of 3 channels: 12 KB a row
  expect(bandRows(1024, 12_288, 27 * 1024, 3) * 12_288).toBeLessThanOrEqual(384 * 1024)
  expect(bandRows(1024, 12_288, 27, 3, 640 * 1024) * 12_288).toBeLessThanOrEqual(640 * 1024)
  expect(bandRows(1024, 1e6, 1e9, 3)).toBe(3)
})

test('three filters on a photo make work for eight workers', () => {
  const rows = bandRows(683, 12_288, 27 * 1024, 3)
  expect(bandCount(683, rows)).toBeGreaterThanOrEqual(8)
})

test('a tile has whole blocks of filters, at least one', () => {
  expect(filtersPerTile(1, 4) % 4).toBe(0)
  expect(filtersPerTile(1e9, 4)).toBe(4)
})

test('a layer with work enough has tiles for eight workers', () => {
  const [filters, macs] = [32, 113_000]
  expect(Math.ceil(filters / filtersPerTile(macs, 1, filters * macs))).toBeGreaterThanOrEqual(8)
})

test('rows that fit one tile are one band', () => {
  expect(bandCount(7, bandRows(7, 1, 1, 2))).toBe(1)
})

test('runs of whole groups have as many filters of each', () => {
  const odd = (map: number) => map !== 4
  const runs = filterRuns([2, 12, 5, 5], 2, 6, odd, true)
  expect(runs.map(({ n, group, groups, filters }) => [n, group, groups, filters.length])).toEqual([
    [0, 0, 2, 4],
    [0, 2, 1, 1],
    [0, 3, 3, 6],
    [1, 0, 3, 6],
    [1, 3, 3, 6],
  ])
  expect(runs.flatMap(({ filters }) => filters)).toEqual([
    0,
    1,
    2,
    3,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    ...Array.from({ length: 12 }, (_, i) => i),
  ])
})

test('runs cover exactly the wanted maps, in order, and never cross a group', () => {
  fc.assert(
    fc.property(
      fc.record({
        batch: fc.integer({ min: 1, max: 3 }),
        groups: fc.integer({ min: 1, max: 6 }),
        outPerGroup: fc.integer({ min: 1, max: 7 }),
        perTile: fc.integer({ min: 1, max: 5 }),
        salt: fc.nat(),
      }),
      ({ batch, groups, outPerGroup, perTile, salt }) => {
        const channels = groups * outPerGroup
        const wanted = (map: number) => (map * 7919 + salt) % 3 !== 0
        const runs = filterRuns([batch, channels, 5, 5], outPerGroup, perTile, wanted)
        for (const { group, filters } of runs) {
          expect(filters.length).toBeLessThanOrEqual(perTile)
          expect(filters.length).toBeGreaterThan(0)
          for (const filter of filters) expect(Math.floor(filter / outPerGroup)).toBe(group)
        }
        const covered = runs.flatMap(({ n, filters }) => filters.map((filter) => n * channels + filter))
        const expected = Array.from({ length: batch * channels }, (_, map) => map).filter(wanted)
        expect(covered).toEqual(expected)
      },
    ),
  )
})
