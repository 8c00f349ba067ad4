import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelBox, overlap, placeLabels, type Box } from '../../../../src/ui/plots/place-labels.ts'

const FRAME: Box = [40, 26, 500, 150]

describe('placeLabels', () => {
  it('writes above a dot that stands alone', () => {
    expect(placeLabels([{ x: 200, y: 90, text: 'g 4' }], FRAME)).toEqual([{ dx: 0, dy: -12 }])
  })

  it('keeps clear of the edge', () => {
    const [top] = placeLabels([{ x: 200, y: 30, text: 'g 4' }], FRAME)
    expect(top).toEqual({ dx: 0, dy: 12 })
  })

  it('labels neighbours, even at the same place, without covering one another', () => {
    const near = fc.record({
      x: fc.integer({ min: 200, max: 260 }),
      y: fc.integer({ min: 80, max: 100 }),
      text: fc.constantFrom('g 2', 'g 64', 'wider', 'dw + 1×1'),
    })
    fc.assert(
      fc.property(fc.array(near, { minLength: 2, maxLength: 4 }), (points) => {
        const offsets = placeLabels(points, FRAME)
        const boxes = points.map((point, i) => labelBox(point, offsets[i] ?? { dx: 0, dy: 0 }))
        boxes.forEach((box, i) => {
          for (const other of boxes.slice(i + 1)) expect(overlap(box, other)).toBe(0)
        })
      }),
      { seed: 20240611 },
    )
  })
})
