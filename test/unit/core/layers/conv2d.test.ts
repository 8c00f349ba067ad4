import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBank, conv2dInfo } from '../../../../src/core/layers/conv2d.ts'
import { ShapeError } from '../../../../src/core/errors.ts'
import type { Conv2dParams } from '../../../../src/core/layers/layer.ts'
import { paddedIndex } from '../../../../src/core/layers/padding.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import type { WindowAxis } from '../../../../src/core/layers/window.ts'
import { bank, pair, SEED } from '../arbitraries.ts'

/** Windows that lie wholly within the padded axis, counted one by one. */
function countWindows({ size, before, after, kernel, stride, dilation }: WindowAxis): number {
  let count = 0
  for (let start = -before; start + dilation * (kernel - 1) < size + after; start += stride) count++
  return count
}

const plain: Conv2dParams = {
  stride: [1, 1],
  padding: [0, 0],
  paddingMode: 'zeros',
  dilation: [1, 1],
  groups: 1,
}

describe('conv2dInfo', () => {
  it('counts the windows of each axis, or says that there are none', () => {
    fc.assert(
      fc.property(bank(), pair(1, 12), fc.integer({ min: 0, max: 2 }), (b, [height, width], n) => {
        const zeros = { ...b.params, paddingMode: 'zeros' as const }
        const input: Shape4 = [n, b.weight.shape[1] * b.params.groups, height, width]
        try {
          const info = conv2dInfo(input, b.weight.shape, zeros)
          expect(info.output).toEqual([n, b.weight.shape[0], countWindows(info.h), countWindows(info.w)])
          expect(info.outPerGroup * info.groups).toBe(info.output[1])
          expect(info.inPerGroup * info.groups).toBe(info.input[1])
          expect(Math.min(info.h.out, info.w.out)).toBeGreaterThan(0)
        } catch (error) {
          if (!(error instanceof ShapeError)) throw error
          expect(error.message).toContain("Kernel size can't be greater than actual input size")
        }
      }),
      SEED,
    )
  })

  it("keeps the size with 'same', the odd pixel behind", () => {
    const info = conv2dInfo([1, 1, 9, 7], [1, 1, 4, 2], { ...plain, padding: 'same', dilation: [1, 3] })
    expect(info.output).toEqual([1, 1, 9, 7])
    expect([info.h.before, info.h.after]).toEqual([1, 2])
    expect([info.w.before, info.w.after]).toEqual([1, 2])
  })

  it('lets every accepted padding reach a pixel or a zero', () => {
    fc.assert(
      fc.property(bank(), pair(1, 12), (b, [height, width]) => {
        const input: Shape4 = [1, b.weight.shape[1] * b.params.groups, height, width]
        let info
        try {
          info = conv2dInfo(input, b.weight.shape, b.params)
        } catch (error) {
          if (error instanceof ShapeError) return
          throw error
        }
        for (const axis of [info.h, info.w]) {
          for (let i = -axis.before; i < axis.size + axis.after; i++) {
            const source = paddedIndex(info.paddingMode, i, axis.size)
            expect(source).toBeGreaterThanOrEqual(info.paddingMode === 'zeros' ? -1 : 0)
            expect(source).toBeLessThan(axis.size)
          }
        }
      }),
      SEED,
    )
  })

  it.each([
    ['stride', { stride: [1.5, 1] }],
    ['dilation', { dilation: [NaN, 1] }],
    ['padding', { padding: [0, 0.5] }],
    ['groups', { groups: Infinity }],
  ] as const)('refuses a %s that is no integer', (field, params) => {
    const call = () => conv2dInfo([1, 1, 5, 5], [1, 1, 1, 1], { ...plain, ...params })
    expect(call).toThrow(expect.objectContaining({ name: 'ShapeError', field }))
  })

  it('refuses a layer without channels', () => {
    expect(() => conv2dInfo([1, 0, 5, 5], [1, 0, 1, 1], plain)).toThrow(/at least 1 input channel/)
    expect(() => conv2dInfo([1, 1, 5, 5], [0, 1, 1, 1], plain)).toThrow(/at least 1 filter/)
  })
})

describe('checkBank', () => {
  it('accepts every valid bank', () => {
    fc.assert(
      fc.property(bank(), (b) => {
        checkBank(b)
      }),
      SEED,
    )
  })

  it('refuses arrays that do not fit one another, naming the field', () => {
    const weight = { shape: [2, 1, 1, 1] as const, data: Float32Array.of(1, 2) }
    const good = { weight, bias: Float32Array.of(0, 0), params: plain, names: ['', ''] }
    const fields = [
      { ...good, weight: { ...weight, data: Float32Array.of(1) } },
      { ...good, bias: Float32Array.of(0) },
      { ...good, names: [''] },
    ].map((bad) => {
      try {
        checkBank(bad)
        return 'accepted'
      } catch (error) {
        return error instanceof ShapeError ? error.field : error
      }
    })
    expect(fields).toEqual(['weight', 'bias', 'outChannels'])
  })
})
