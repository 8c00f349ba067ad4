import { expect, test } from 'vitest'
import { colorTable } from '../../../../src/core/image/colors.ts'
import { presetById, PRESETS } from '../../../../src/core/presets/presets.ts'
import {
  dominantWeight,
  drawKernel,
  kernelBox,
  signedScale,
  signedWord,
} from '../../../../src/ui/canvas/heat.ts'
import { paintSize } from '../../../../src/ui/canvas/painted.ts'
import { modelsOf, recognise } from '../../../../src/ui/kernel/recognise.ts'

const table = colorTable('signed', 'light')

test('the ends of the range have the ends of the colours, zero the middle, NaN none', () => {
  expect(signedWord(table, -2, 2)).toBe(table[0])
  expect(signedWord(table, 2, 2)).toBe(table[255])
  expect(signedWord(table, Infinity, 2)).toBe(table[255])
  expect(signedWord(table, 0, 2)).toBe(table[128])
  expect(signedWord(table, NaN, 2)).toBe(0)
})

test('a filter is scaled by its largest finite weight, a filter of zeros by 1', () => {
  expect(signedScale(Float32Array.of(1, -4, Infinity, NaN))).toBe(5)
  expect(signedScale(new Float32Array(9))).toBe(1)
})

test('a kernel fills its box cell by cell, whatever the pixels', () => {
  const kernel = Float32Array.from({ length: 15 }, (_, i) => i - 7)
  const raster = { words: new Uint32Array(40 * 30), width: 40, height: 30 }
  const box = { x: 3, y: 2, width: 31, height: 22 }
  drawKernel(raster, box, kernel, [3, 5], table, 7)
  const painted = raster.words.filter((word) => word !== 0).length
  expect(painted).toBe(31 * 22)
  expect(raster.words[2 * 40 + 3]).toBe(table[0])
  expect(raster.words[23 * 40 + 33]).toBe(table[255])
  expect(raster.words[2 * 40 + 2]).toBe(0)
})

test('cells are square and whole where there is room', () => {
  expect(kernelBox({ x: 0, y: 0, width: 28, height: 28 }, [3, 3])).toEqual({
    x: 0,
    y: 0,
    width: 27,
    height: 27,
  })
  expect(kernelBox({ x: 0, y: 0, width: 28, height: 28 }, [1, 7])).toEqual({
    x: 0,
    y: 12,
    width: 28,
    height: 4,
  })
})

test('the largest weight stands for a kernel', () => {
  expect(dominantWeight(Float32Array.of(1, -3, 2))).toBe(-3)
  expect(dominantWeight(Float32Array.of(1, NaN))).toBeNaN()
})

test('pictures keep their proportions and never exceed the map', () => {
  expect(paintSize({ height: 400, width: 600 }, { height: 94, width: 141 }, 2)).toEqual({
    height: 188,
    width: 282,
  })
  expect(paintSize({ height: 8, width: 12 }, { height: 94, width: 141 }, 2)).toEqual({ height: 8, width: 12 })
  expect(paintSize({ height: 3000, width: 4 }, { height: 90, width: 60 }, 1)).toEqual({
    height: 90,
    width: 1,
  })
})

test('multiples of presets are recognised, sums of two are not', () => {
  const sobel = presetById('sobel-x').make(3, 3)
  const halved = sobel.map((value) => value * -0.3)
  expect(recognise(modelsOf(PRESETS, 3, 3), halved)).toMatchObject({ preset: { id: 'sobel-x' } })
  expect(recognise(modelsOf(PRESETS, 3, 3), halved)?.factor).toBeCloseTo(-0.3)
  const mixed = sobel.map((value, i) => value + (i === 0 ? 0.01 : 0))
  expect(recognise(modelsOf(PRESETS, 3, 3), mixed)).toBeNull()
  expect(recognise(modelsOf(PRESETS, 3, 3), new Float32Array(9))).toBeNull()
})
