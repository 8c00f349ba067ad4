import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgeSpeed } from '../../../../src/ui/controls/edge-scroll.ts'

const seen = { start: 100, end: 700 }

describe('the speed of a list under a drag', () => {
  it('is none in the middle, grows towards an edge, and stays beyond it', () => {
    const speeds = [400, 650, 660, 680, 700, 900].map((place) => edgeSpeed(place, seen))
    expect(speeds[0]).toBe(0)
    expect(speeds[1]).toBe(0)
    expect(speeds[2]).toBeGreaterThan(0)
    expect(speeds[3]).toBeGreaterThan(2 * (speeds[2] ?? Infinity))
    expect(speeds[4]).toBeGreaterThan(speeds[3] ?? Infinity)
    expect(speeds[5]).toBe(speeds[4])
  })

  it('is the same back at the other edge, in lists of any length, and none in one without', () => {
    const place = fc.double({ min: -1e4, max: 1e4, noNaN: true })
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 4000 }), (place, length) => {
        const list = { start: 0, end: length }
        expect(edgeSpeed(length - place, list)).toBeCloseTo(-edgeSpeed(place, list), 6)
        expect(Math.abs(edgeSpeed(length / 2, list))).toBe(0)
        expect(Math.abs(edgeSpeed(place, list))).toBeLessThanOrEqual(1.5 * length)
      }),
      { seed: 8 },
    )
  })
})
