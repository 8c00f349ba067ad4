import { describe, expect, it } from 'vitest'
import { fitScale, viewport, zoomAt } from '../../../../src/ui/large/viewport.ts'

const map = { width: 600, height: 400 }
const stage = { width: 332, height: 432 }

describe('the part of a map on a stage', () => {
  it('is the whole map where it fits', () => {
    const view = viewport(map, stage, fitScale(map, stage), { x: 300, y: 200 })
    expect(view.scale).toBe(0.5)
    expect(view.crop).toEqual({ x: 0, y: 0, width: 600, height: 400 })
  })

  it('is whole values within the map, whatever the zoom and place', () => {
    for (const scale of [0.3, 1, 7, 64]) {
      for (const centre of [
        { x: 0, y: 0 },
        { x: 599, y: 3.5 },
        { x: -900, y: 2000 },
      ]) {
        const { crop } = viewport(map, stage, scale, centre)
        expect(crop.width).toBeGreaterThan(0)
        expect(crop.height).toBeGreaterThan(0)
        expect(crop.x >= 0 && crop.x + crop.width <= 600).toBe(true)
        expect(crop.y >= 0 && crop.y + crop.height <= 400).toBe(true)
      }
    }
  })

  it('keeps the place under the pointer when it zooms', () => {
    const view = viewport(map, stage, 2, { x: 100, y: 90 })
    const next = viewport(map, stage, 9, zoomAt(view, stage, 9, 40, 250))
    expect(next.x + 40 / 9).toBeCloseTo(view.x + 40 / 2)
    expect(next.y + 250 / 9).toBeCloseTo(view.y + 250 / 2)
  })
})
