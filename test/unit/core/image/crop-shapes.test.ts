import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWithin } from '../../../../src/core/image/crop.ts'
import {
  between,
  hasRatio,
  moved,
  resized,
  withRatio,
  type Grip,
} from '../../../../src/core/image/crop-shapes.ts'
import { SEED } from '../arbitraries.ts'

const PHOTO = { width: 100, height: 80 }
const PART = { x: 20, y: 10, width: 40, height: 30 }

describe('a crop', () => {
  test('is moved as far as the photo goes', () => {
    expect(moved(PART, 3, -4, PHOTO)).toEqual({ ...PART, x: 23, y: 6 })
    expect(moved(PART, 300, -400, PHOTO)).toEqual({ ...PART, x: 60, y: 0 })
  })

  test('is resized at an edge or a corner, the opposite ones staying', () => {
    expect(resized(PART, { x: 1, y: 0 }, [5, 99], PHOTO, null)).toEqual({ ...PART, width: 45 })
    expect(resized(PART, { x: -1, y: -1 }, [-30, 5], PHOTO, null)).toEqual({
      x: 0,
      y: 15,
      width: 60,
      height: 25,
    })
    expect(resized(PART, { x: 1, y: 1 }, [-99, -99], PHOTO, null)).toEqual({ ...PART, width: 1, height: 1 })
  })

  test('keeps its ratio, as large as there is room for', () => {
    const square = { x: 20, y: 10, width: 30, height: 30 }
    expect(resized(square, { x: 1, y: 1 }, [10, 4], PHOTO, 1)).toEqual({ ...square, width: 40, height: 40 })
    expect(resized(square, { x: 1, y: 1 }, [999, 4], PHOTO, 1)).toEqual({ ...square, width: 70, height: 70 })
    expect(resized(square, { x: -1, y: 0 }, [-10, 0], PHOTO, 1)).toEqual({
      x: 10,
      y: 5,
      width: 40,
      height: 40,
    })
  })

  test('is drawn from one point to another', () => {
    expect(between([60, 40], [20, 10], PHOTO, null)).toEqual({ x: 20, y: 10, width: 40, height: 30 })
    expect(between([60.4, 40], [300, 300], PHOTO, null)).toEqual({ x: 60, y: 40, width: 40, height: 40 })
    expect(between([10, 10], [50, 20], PHOTO, 2)).toEqual({ x: 10, y: 10, width: 40, height: 20 })
  })

  test('takes another ratio about its middle, and goes back', () => {
    const square = withRatio({ x: 0, y: 0, ...PHOTO }, 1, PHOTO)
    expect(square).toEqual({ x: 10, y: 0, width: 80, height: 80 })
    const small = { x: 40, y: 40, width: 20, height: 20 }
    expect(withRatio(withRatio(small, 16 / 9, PHOTO), 1, PHOTO)).toEqual(small)
  })

  test('always lies in the photo and is never empty, whatever is done with it', () => {
    const by = fc.integer({ min: -300, max: 300 })
    const end = fc.constantFrom(-1 as const, 0 as const, 1 as const)
    const grip: fc.Arbitrary<Grip> = fc.record({ x: end, y: end }).filter(({ x, y }) => x !== 0 || y !== 0)
    const ratio = fc.constantFrom(null, 1, 4 / 3, 9 / 16, 16 / 9)
    fc.assert(
      fc.property(by, by, by, by, grip, ratio, (a, b, dx, dy, which, kept) => {
        const drawn = between([a, b], [dx, dy], PHOTO, kept)
        const after = resized(moved(drawn, a, b, PHOTO), which, [dx, dy], PHOTO, kept)
        for (const part of [drawn, after, withRatio(after, kept ?? 1, PHOTO)]) {
          expect(isWithin(part, PHOTO)).toBe(true)
          expect([part.width, part.height].every((side) => Number.isInteger(side) && side >= 1)).toBe(true)
          expect([part.x, part.y].every(Number.isInteger)).toBe(true)
        }
        if (kept !== null)
          for (const part of [after, withRatio(after, kept, PHOTO)]) expect(hasRatio(part, kept)).toBe(true)
      }),
      SEED,
    )
  })
})
