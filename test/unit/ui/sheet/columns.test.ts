import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnAt, columnLeft, columnWidth, layoutColumns } from '../../../../src/ui/sheet/columns.ts'

const layouts = fc
  .record({
    perGroup: fc.integer({ min: 1, max: 64 }),
    groups: fc.integer({ min: 1, max: 16 }),
    width: fc.integer({ min: 200, max: 1500 }),
    part: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  .filter(({ perGroup, groups }) => perGroup * groups <= 256)
  .map(({ perGroup, groups, width, part }) => {
    const count = perGroup * groups
    const channel = Math.floor(part * count)
    return { count, groups, perGroup, channel, columns: layoutColumns(count, groups, channel, width) }
  })

test('columns follow one another and any pixel of a column finds its channel', () => {
  fc.assert(
    fc.property(layouts, ({ count, columns }) => {
      for (let channel = 0; channel < count; channel++) {
        const left = columnLeft(columns, channel)
        const width = columnWidth(columns, channel)
        expect(columnLeft(columns, channel + 1)).toBe(left + width)
        expect(columnAt(columns, left)).toBe(channel)
        expect(columnAt(columns, left + width - 0.5)).toBe(channel)
      }
    }),
    { seed: 1 },
  )
})

test('the selected channel is wide, and the lens never leaves its group', () => {
  fc.assert(
    fc.property(layouts, ({ count, perGroup, channel, columns }) => {
      expect(columns.from).toBeLessThanOrEqual(channel)
      expect(columns.to).toBeGreaterThan(channel)
      expect(columnWidth(columns, channel)).toBe(columns.wide)
      if (columns.to - columns.from < count) {
        expect(Math.floor(columns.from / perGroup)).toBe(Math.floor((columns.to - 1) / perGroup))
      }
    }),
    { seed: 2 },
  )
})

test('a walk within the lens moves no column', () => {
  const at = (channel: number) => layoutColumns(64, 1, channel, 460)
  expect(at(17)).toEqual(at(23))
  expect(at(17)).not.toEqual(at(24))
})

test('few channels get their full width', () => {
  expect(layoutColumns(8, 4, 3, 460)).toEqual({ count: 8, from: 0, to: 8, wide: 41, narrow: 41 })
  expect(columnLeft(layoutColumns(3, 1, 0, 460, 74), 3)).toBe(3 * 74)
})
