import { expect, test } from 'vitest'
import { CHARTS, isChart } from '../../../../src/core/image/charts.ts'
import { drawChart } from '../../../../src/core/image/draw-chart.ts'

const SIZE = 128

function at(rgba: Uint8ClampedArray, x: number, y: number): number[] {
  return [...rgba.subarray(4 * (y * SIZE + x), 4 * (y * SIZE + x) + 3)]
}

test.each(CHARTS)('$name is opaque and in colour', ({ id }) => {
  const rgba = drawChart(id, SIZE)
  expect(rgba).toHaveLength(4 * SIZE * SIZE)
  const isOpaque = Array.from({ length: SIZE * SIZE }, (_, i) => rgba[4 * i + 3]).every(
    (alpha) => alpha === 255,
  )
  expect(isOpaque).toBe(true)
  const colours = new Set<string>()
  for (let i = 0; i < SIZE * SIZE; i++) colours.add(at(rgba, i % SIZE, Math.floor(i / SIZE)).join())
  expect([...colours].some((colour) => new Set(colour.split(',')).size > 1)).toBe(true)
  expect(colours.size).toBeGreaterThan(4)
})

test('the zone plate alternates pixel by pixel where its frequency is that of Nyquist', () => {
  const rgba = drawChart('zone-plate', SIZE)
  const row = Array.from({ length: SIZE }, (_, x) => at(rgba, x, SIZE / 2)[0] ?? 0)
  const steps = row.slice(-6).map((value, i, all) => Math.sign((all[i + 1] ?? NaN) - value))
  expect(steps.slice(0, 5)).toEqual(steps[0] === 1 ? [1, -1, 1, -1, 1] : [-1, 1, -1, 1, -1])
})

test('impulses are single pixels on black', () => {
  const rgba = drawChart('impulses', SIZE)
  const half = SIZE / 16
  expect(at(rgba, half, half)).toEqual([255, 255, 255])
  expect(at(rgba, half - 1, half)).toEqual([0, 0, 0])
  expect(at(rgba, half + 1, half + 1)).toEqual([0, 0, 0])
})

test('only charts are charts', () => {
  expect(isChart('zone-plate')).toBe(true)
  expect(isChart('toString')).toBe(false)
})
