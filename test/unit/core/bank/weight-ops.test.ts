import { describe, expect, it } from 'vitest'
import { createBank, kernelOf } from '../../../../src/core/bank/bank.ts'
import { kaimingUniform, kernelSum, scale, type Kernel } from '../../../../src/core/bank/kernel-ops.ts'
import { fitsSize, mapKernels, WEIGHT_OPS } from '../../../../src/core/bank/weight-ops.ts'

const stack: Kernel = { height: 2, width: 2, values: Float32Array.of(1, 2, 3, 4, -1, 0, 0, 3) }

function op(id: string) {
  const found = WEIGHT_OPS.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

const apply = (id: string) => [...op(id).apply(stack).values]
const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(5)))

describe('operations on weights', () => {
  it.each([
    ['rotate-90', [3, 1, 4, 2, 0, -1, 3, 0]],
    ['rotate-180', [4, 3, 2, 1, 3, 0, 0, -1]],
    ['flip-horizontal', [2, 1, 4, 3, 0, -1, 3, 0]],
    ['flip-vertical', [3, 4, 1, 2, 0, 3, -1, 0]],
    ['transpose', [1, 3, 2, 4, -1, 0, 0, 3]],
    ['negate', [-1, -2, -3, -4, 1, 0, 0, -3]],
    ['double', [2, 4, 6, 8, -2, 0, 0, 6]],
    ['halve', [0.5, 1, 1.5, 2, -0.5, 0, 0, 1.5]],
    ['zero', [0, 0, 0, 0, 0, 0, 0, 0]],
  ])('%s, plane by plane', (id, expected) => {
    expect(apply(id)).toEqual(expected)
  })

  it('normalising looks at the whole filter', () => {
    expect(rounded(apply('sum-1'))).toEqual(rounded([...stack.values].map((value) => value / 12)))
    expect(kernelSum(op('sum-0').apply(stack).values)).toBeCloseTo(0)
    expect(rounded(apply('l1'))).toEqual(rounded([...stack.values].map((value) => value / 14)))
    expect(rounded(apply('l2'))).toEqual(rounded([...stack.values].map((value) => value / Math.sqrt(40))))
  })

  it('zeros and what is not finite are not normalised', () => {
    for (const id of ['sum-1', 'l1', 'l2']) {
      for (const values of [Float32Array.of(0, 0), Float32Array.of(Infinity, 1)]) {
        expect([...op(id).apply({ height: 1, width: 2, values }).values]).toEqual([...values])
      }
    }
  })

  it('zeros stay +0', () => {
    expect(Object.is(scale({ height: 1, width: 1, values: Float32Array.of(0) }, -2).values[0], 0)).toBe(true)
  })

  it('change the kernels they are asked to, and no others', () => {
    const bank = createBank(4, 6, [3, 3], { groups: 2 })
    const changed = mapKernels(bank, [{ filter: 1 }, { filter: 4, channel: 1 }], (kernel) =>
      kaimingUniform(kernel, 18, 1),
    )
    for (let filter = 0; filter < 6; filter++) {
      for (let channel = 0; channel < 2; channel++) {
        const isIn = filter === 1 || (filter === 4 && channel === 1)
        const isSame = kernelOf(changed, filter, channel).join() === kernelOf(bank, filter, channel).join()
        expect(isSame, `${filter}, ${channel}`).toBe(!isIn)
      }
    }
    expect(() => mapKernels(bank, [{ filter: 6 }], scaled)).toThrow(RangeError)
    expect(() => mapKernels(bank, [{ filter: 0, channel: 2 }], scaled)).toThrow(RangeError)
  })

  it('a quarter turn is for square kernels', () => {
    const wide = createBank(1, 1, [3, 5])
    expect(fitsSize(op('rotate-90'), wide)).toBe(false)
    expect(fitsSize(op('rotate-180'), wide)).toBe(true)
    expect(() => mapKernels(wide, [{ filter: 0 }], op('transpose').apply)).toThrow('cannot become 5 x 3')
  })
})

const scaled = (kernel: Kernel) => scale(kernel, 2)
