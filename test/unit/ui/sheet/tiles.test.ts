import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BAND_MARGIN, captionHeight, layoutTiles, TILE_GAP } from '../../../../src/ui/sheet/tiles.ts'

const cases = fc.record({
  count: fc.integer({ min: 1, max: 256 }),
  aspect: fc.double({ min: 0.1, max: 10, noNaN: true }),
  width: fc.integer({ min: 280, max: 2000 }),
  height: fc.integer({ min: 30, max: 1400 }),
})

test('tiles fit the width of their band, and the height it grows to', () => {
  fc.assert(
    fc.property(cases, ({ count, aspect, width, height }) => {
      const tiles = layoutTiles(count, aspect, width, height)
      const rows = Math.ceil(count / tiles.columns)
      expect(tiles.columns * tiles.cell + (tiles.columns - 1) * TILE_GAP).toBeLessThanOrEqual(width)
      expect(tiles.bandHeight).toBeGreaterThanOrEqual(height)
      if (tiles.caption === 'below') {
        const needed = rows * (tiles.height + captionHeight(tiles.lines)) + (rows - 1) * TILE_GAP
        expect(needed).toBeLessThanOrEqual(tiles.bandHeight - 2 * BAND_MARGIN + rows)
      }
    }),
    { seed: 3 },
  )
})

test('the picture keeps the proportions of the map', () => {
  fc.assert(
    fc.property(cases, ({ count, aspect, width, height }) => {
      const tiles = layoutTiles(count, aspect, width, height)
      const shown = Math.max(0.25, Math.min(4, aspect))
      expect(Math.abs(tiles.height - tiles.width * shown)).toBeLessThanOrEqual(Math.max(1, shown))
    }),
    { seed: 4 },
  )
})

test('four landscape maps stand side by side in a band for four rows', () => {
  expect(layoutTiles(4, 2 / 3, 594, 144)).toMatchObject({ caption: 'below', columns: 4, width: 141 })
})

test('low bands turn their tiles sideways', () => {
  expect(layoutTiles(2, 2 / 3, 594, 72)).toMatchObject({ caption: 'beside', columns: 2, bandHeight: 72 })
})

test('a band grows where its maps would be too small to see', () => {
  const tiles = layoutTiles(256, 2 / 3, 500, 600)
  expect(tiles.bandHeight).toBeGreaterThan(600)
  expect(tiles.width).toBeGreaterThan(90)
})
