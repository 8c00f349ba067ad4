import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createBank,
  kernelOf,
  renameFilter,
  setBias,
  setBiasEnabled,
  setKernel,
  setKernelSize,
  setParams,
  setWeight,
} from '../../../../src/core/bank/bank.ts'
import { checkBank, inChannelsOf } from '../../../../src/core/layers/conv2d.ts'
import { byNumber, all } from '../../../../src/core/bank/filter-list.ts'
import { validGroups } from '../../../../src/core/layers/groups.ts'
import type { FilterBank } from '../../../../src/core/layers/layer.ts'
import { droppedWeights, rewire, setGroups, setOutChannels } from '../../../../src/core/bank/rewire.ts'
import { bank, pair, SEED } from '../arbitraries.ts'

/** A copy, to notice writing to the original. */
const snapshot = (b: FilterBank) => structuredClone(b)

const channels = fc.integer({ min: 1, max: 12 })

describe('every edit', () => {
  const edit = fc.oneof(
    channels.map((n) => (b: FilterBank) => rewire(b, all(b.weight.shape[0]), byNumber(inChannelsOf(b), n))),
    fc.integer({ min: 1, max: 4 }).map((n) => (b: FilterBank) => setOutChannels(b, n * b.params.groups)),
    pair(1, 31).map((size) => (b: FilterBank) => setKernelSize(b, size)),
    fc.nat().map((i) => (b: FilterBank) => {
      const choices = validGroups(inChannelsOf(b), b.weight.shape[0])
      return setGroups(b, choices[i % choices.length] ?? 1)
    }),
    fc.float().map((value) => (b: FilterBank) => setWeight(b, 0, 0, 0, 0, value)),
    fc.float().map((value) => (b: FilterBank) => setBias(b, b.weight.shape[0] - 1, value)),
    fc.boolean().map((on) => (b: FilterBank) => setBiasEnabled(b, on)),
    fc.string().map((name) => (b: FilterBank) => renameFilter(b, 0, name)),
  )

  it('gives a valid bank and leaves the one before as it was', () => {
    fc.assert(
      fc.property(bank(), fc.array(edit, { maxLength: 5 }), (start, edits) => {
        let current = start
        for (const apply of edits) {
          const before = snapshot(current)
          const next = apply(current)
          expect(current).toEqual(before)
          checkBank(next)
          current = next
        }
      }),
      SEED,
    )
  })
})

describe('setWeight and setKernel', () => {
  const start = createBank(2, 2, [2, 2], { groups: 1 })

  it('change one tap and share the rest', () => {
    const next = setWeight(start, 1, 0, 1, 0, 0.5)
    expect([...next.weight.data].map((v, i) => v - (start.weight.data[i] ?? NaN))).toEqual(
      Array.from({ length: 16 }, (_, i) => (i === 10 ? 0.5 : 0)),
    )
    expect(next.bias).toBe(start.bias)
    expect(next.names).toBe(start.names)
    expect(next.params).toBe(start.params)
  })

  it('give the same bank for the same value', () => {
    const once = setWeight(start, 0, 0, 0, 1, 0.1)
    expect(setWeight(once, 0, 0, 0, 1, 0.1)).toBe(once)
  })

  it('replace one kernel', () => {
    const next = setKernel(start, 1, 1, [1, 2, 3, 4])
    expect([...kernelOf(next, 1, 1)]).toEqual([1, 2, 3, 4])
    expect([...kernelOf(next, 1, 0)]).toEqual([...kernelOf(start, 1, 0)])
  })

  it.each([
    [2, 0, 0, 0],
    [-1, 0, 0, 0],
    [0, 2, 0, 0],
    [0, 0, 2, 0],
    [0, 0, 0, NaN],
  ])('refuse a tap that is not there: %j', (filter, channel, row, column) => {
    expect(() => setWeight(start, filter, channel, row, column, 1)).toThrow(RangeError)
  })
})

describe('setKernelSize', () => {
  it('loses nothing by growing and shrinking back', () => {
    fc.assert(
      fc.property(bank(), pair(0, 6), (b, [down, right]) => {
        const [, , height, width] = b.weight.shape
        const grown = setKernelSize(b, [height + down, width + right])
        expect(droppedWeights(b, grown)).toBe(0)
        expect(setKernelSize(grown, [height, width])).toEqual(b)
      }),
      SEED,
    )
  })

  it('keeps the centre, an even size having it before its middle', () => {
    const three = setKernel(createBank(1, 1, [3, 3]), 0, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect([...kernelOf(setKernelSize(three, [1, 1]), 0, 0)]).toEqual([5])
    expect([...kernelOf(setKernelSize(three, [2, 2]), 0, 0)]).toEqual([5, 6, 8, 9])
    expect([...kernelOf(setKernelSize(three, [1, 5]), 0, 0)]).toEqual([0, 4, 5, 6, 0])
  })

  it.each([
    [0, 3],
    [3, 32],
    [2.5, 3],
  ])('refuses %d x %d', (height, width) => {
    const call = () => setKernelSize(createBank(1, 1, [3, 3]), [height, width])
    expect(call).toThrow(expect.objectContaining({ name: 'ShapeError', field: 'kernelSize' }))
  })
})

describe('biases and settings', () => {
  it('come as zeros and go', () => {
    const start = createBank(1, 2, [1, 1])
    const without = setBiasEnabled(start, false)
    expect(without.bias).toBeNull()
    expect([...(setBiasEnabled(without, true).bias ?? [])]).toEqual([0, 0])
    expect([...(setBias(without, 1, 0.5).bias ?? [])]).toEqual([0, 0.5])
    expect(setBiasEnabled(start, true)).toBe(start)
  })

  it('may be invalid: the weights stay shared', () => {
    const start = createBank(1, 2, [1, 1])
    const invalid = setParams(start, { padding: 'same', stride: [2, 2] })
    expect(invalid.weight).toBe(start.weight)
    expect(() => {
      checkBank(invalid)
    }).toThrow("padding='same' is not supported for strided convolutions")
  })
})
