import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toastEdge } from '../../../../src/ui/shell/toast-edge.ts'

const SCREEN = { width: 1440, height: 900 }
const box = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
})

test('a message stands at the bottom, and at the top where it would lie over what it speaks of', () => {
  expect(toastEdge(SCREEN, null)).toBe('bottom')
  expect(toastEdge(SCREEN, box(280, 300, 540, 30))).toBe('bottom')
  // the row of a filter low on the screen; the drawer
  expect(toastEdge(SCREEN, box(280, 850, 540, 30))).toBe('top')
  expect(toastEdge(SCREEN, box(272, 750, 1168, 150))).toBe('top')
  // beside it, however low
  expect(toastEdge(SCREEN, box(0, 850, 260, 40))).toBe('bottom')
  // over bars at the foot of a phone
  const phone = { width: 390, height: 844 }
  expect(toastEdge(phone, box(10, 720, 370, 40))).toBe('top')
  expect(toastEdge(phone, box(10, 640, 370, 40))).toBe('bottom')
})

test('it lies over no small thing at all, and of a large one over the lesser part', () => {
  const about = fc.record({
    left: fc.integer({ min: 0, max: 1000 }),
    top: fc.integer({ min: 0, max: 860 }),
    width: fc.integer({ min: 1, max: 440 }),
    height: fc.integer({ min: 1, max: 500 }),
  })
  fc.assert(
    fc.property(about, ({ left, top, width, height }) => {
      const thing = box(left, top, width, height)
      const edge = toastEdge(SCREEN, thing)
      const at = edge === 'top' ? box(440, 60, 560, 72) : box(440, 812, 560, 72)
      const isOver =
        at.left < thing.right && thing.left < at.right && at.top < thing.bottom && thing.top < at.bottom
      expect(isOver).toBe(false)
    }),
    { seed: 18 },
  )
})
