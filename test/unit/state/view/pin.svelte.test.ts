import { describe, expect, test } from 'vitest'
import { defaultPipeline } from '../../../../src/core/presets/default-pipeline.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import { Pin } from '../../../../src/state/view/pin.svelte.ts'
import { View } from '../../../../src/state/view/view.svelte.ts'

function make() {
  const layers = defaultPipeline()
  const view = new View(() => layers)
  let shape = $state.raw<Shape4 | null>([1, 16, 20, 30])
  const pin = new Pin(view, () => shape)
  return { view, pin, resize: (to: Shape4 | null) => (shape = to) }
}

describe('the pin', () => {
  test('begins in the middle of the selected map', () => {
    const { view, pin } = make()
    view.selectFilter(3)
    expect(pin.place).toEqual({ channel: 3, y: 10, x: 15 })
  })

  test('pinning selects the map; pointing does not, and passes', () => {
    const { view, pin } = make()
    pin.pin({ channel: 5, y: 1, x: 2 })
    pin.point({ channel: 7, y: 3, x: 4 })
    expect(view.filter).toBe(5)
    expect(pin.place).toEqual({ channel: 7, y: 3, x: 4 })
    pin.point(null)
    expect(pin.place).toEqual({ channel: 5, y: 1, x: 2 })
  })

  test('moves as far as the map reaches', () => {
    const { pin } = make()
    pin.pin({ channel: 0, y: 2, x: 28 })
    pin.move(-10, 10)
    expect(pin.place).toMatchObject({ y: 0, x: 29 })
  })

  test('advances in reading order, from the last value to the first', () => {
    const { pin } = make()
    pin.pin({ channel: 0, y: 4, x: 29 })
    pin.advance(1)
    expect(pin.place).toMatchObject({ y: 5, x: 0 })
    pin.advance(-1)
    expect(pin.place).toMatchObject({ y: 4, x: 29 })
    pin.advance(20 * 30 - (4 * 30 + 29))
    expect(pin.place).toMatchObject({ y: 0, x: 0 })
  })

  test('on smaller maps it is read at the edge, and comes back on larger ones', () => {
    const { pin, resize } = make()
    pin.pin({ channel: 15, y: 19, x: 29 })
    resize([1, 4, 5, 6])
    expect(pin.place).toEqual({ channel: 3, y: 4, x: 5 })
    resize([1, 16, 20, 30])
    expect(pin.place).toEqual({ channel: 15, y: 19, x: 29 })
    resize(null)
    expect(pin.place).toBeNull()
  })
})
