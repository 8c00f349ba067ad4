import { expect, test } from 'vitest'
import { around } from '../../../../src/ui/inspect/around.ts'

test('a crop has the window in its middle', () => {
  expect(around(10, 3, 7)).toEqual([8, 15])
  expect(around(0, 1, 12)).toEqual([-5, 7])
})
