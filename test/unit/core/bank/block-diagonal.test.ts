import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernelOf } from '../../../../src/core/bank/bank.ts'
import { blockDiagonal, largestDifference, weightBlocks } from '../../../../src/core/bank/block-diagonal.ts'
import { checkBank, inChannelsOf } from '../../../../src/core/layers/conv2d.ts'
import { groupOf } from '../../../../src/core/layers/groups.ts'
import { referenceConv2d } from '../../../../src/core/layers/reference.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'
import { bank, SEED } from '../arbitraries.ts'

describe('blockDiagonal', () => {
  it('has every kernel at its absolute channel and zeros outside the blocks', () => {
    fc.assert(
      fc.property(bank(), (b) => {
        const dense = blockDiagonal(b)
        checkBank(dense)
        const [filters, inPerGroup] = b.weight.shape
        const { blocks, filled } = weightBlocks(filters, inChannelsOf(b), b.params.groups)
        let kept = 0
        for (let filter = 0; filter < filters; filter++) {
          const block = blocks[groupOf(filter, filters, b.params.groups)]
          if (block === undefined) throw new Error('no block')
          expect(filter).toBeGreaterThanOrEqual(block.rows[0])
          expect(filter).toBeLessThan(block.rows[1])
          for (let channel = 0; channel < inChannelsOf(b); channel++) {
            const inside = channel >= block.columns[0] && channel < block.columns[1]
            const expected = inside
              ? kernelOf(b, filter, channel - block.columns[0])
              : kernelOf(b, 0, 0).map(() => 0)
            expect(kernelOf(dense, filter, channel)).toEqual(expected)
            if (inside) kept++
          }
        }
        expect(kept).toBe(filled)
        expect(kept).toBe(filters * inPerGroup)
        expect(dense.params).toEqual({ ...b.params, groups: 1 })
        expect([dense.bias, dense.names]).toEqual([b.bias, b.names])
      }),
      SEED,
    )
  })

  it('makes the same maps: the difference is 0', () => {
    fc.assert(
      fc.property(bank(), fc.nat(), (b, seed) => {
        const valid = { ...b, params: { ...b.params, padding: 'valid' as const } }
        const input = randomTensor([1, inChannelsOf(b), 9, 8], seed)
        const [grouped, dense] = [valid, blockDiagonal(valid)].map((layer) => referenceConv2d(input, layer))
        expect(dense?.shape).toEqual(grouped?.shape)
        const differing = [...(grouped?.data ?? [])].filter((value, i) => value !== dense?.data[i])
        expect(differing).toEqual([])
      }),
      SEED,
    )
  })
})

describe('weightBlocks', () => {
  it('are the diagonal', () => {
    expect(weightBlocks(8, 4, 2)).toEqual({
      rows: 8,
      columns: 4,
      filled: 16,
      blocks: [
        { group: 0, rows: [0, 4], columns: [0, 2] },
        { group: 1, rows: [4, 8], columns: [2, 4] },
      ],
    })
  })
})

describe('largestDifference', () => {
  const of = (a: number[], b: number[]) => largestDifference(Float32Array.from(a), Float32Array.from(b))

  it('finds it', () => {
    expect(of([1, 2, 3], [1, 2.5, 2])).toEqual({ largest: 1, index: 2, count: 2 })
    expect(of([0, NaN, Infinity], [-0, NaN, Infinity])).toEqual({ largest: 0, index: -1, count: 0 })
    expect(of([5, NaN, 9], [0, 1, 0])).toEqual({ largest: NaN, index: 1, count: 3 })
    expect(of([Infinity, 1], [-Infinity, 2])).toEqual({ largest: Infinity, index: 0, count: 2 })
  })

  it('refuses maps of different sizes', () => {
    expect(() => of([1], [1, 2])).toThrow(RangeError)
  })
})
