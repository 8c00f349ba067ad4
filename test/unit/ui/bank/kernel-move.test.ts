import { expect, test } from 'vitest'
import { kernelMove } from '../../../../src/ui/bank/kernel-move.ts'

test('ways lead from kernel to kernel, before and after is a group', () => {
  const from = { filter: 5, channel: 1 }
  expect(kernelMove('down', from, 2, 4)).toEqual({ filter: 6, channel: 1 })
  expect(kernelMove('right', from, 2, 4)).toEqual({ filter: 5, channel: 2 })
  expect(kernelMove('last', from, 2, 4)).toEqual({ filter: 5, channel: 1 })
  expect(kernelMove('after', from, 2, 4)).toEqual({ filter: 9, channel: 1 })
})
