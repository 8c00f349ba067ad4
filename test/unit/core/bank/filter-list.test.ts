import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernelOf } from '../../../../src/core/bank/bank.ts'
import { checkBank } from '../../../../src/core/layers/conv2d.ts'
import {
  added,
  duplicated,
  evenFilters,
  grown,
  moved,
  removed,
} from '../../../../src/core/bank/filter-list.ts'
import { arrangeFilters } from '../../../../src/core/bank/rewire.ts'
import { bank, SEED } from '../arbitraries.ts'

describe('a list of filters', () => {
  it('every arrangement is a valid bank that keeps what it lists', () => {
    const cases = fc.tuple(bank(), fc.nat(100), fc.nat(100))
    fc.assert(
      fc.property(cases, ([before, a, b]) => {
        const count = before.weight.shape[0]
        const { groups } = before.params
        const picked = evenFilters([a % count], count, groups)
        const lists = [
          added(count, groups, b % count),
          duplicated(count, picked),
          grown(count, groups, groups * (1 + (b % 3))),
          ...(picked.length < count ? [removed(count, picked)] : []),
        ]
        for (const sources of lists) {
          const after = arrangeFilters(before, sources)
          checkBank(after)
          expect(after.params.groups).toBe(groups)
          sources.forEach((source, filter) => {
            if (source === null) return
            expect(after.names[filter]).toBe(before.names[source])
            for (let channel = 0; channel < before.weight.shape[1]; channel++) {
              expect(kernelOf(after, filter, channel)).toEqual(kernelOf(before, source, channel))
            }
          })
        }
      }),
      SEED,
    )
  })

  it('groups stay equal: one filter stands for its position in every group', () => {
    expect(evenFilters([5], 8, 2)).toEqual([1, 5])
    expect(evenFilters([6, 1], 8, 2)).toEqual([1, 6])
    expect(evenFilters([3, 0], 8, 1)).toEqual([0, 3])
    expect(added(4, 2, 2)).toEqual([0, null, 1, 2, null, 3])
  })

  it('moving keeps all, in order', () => {
    expect(moved(5, [3, 1], 0)).toEqual([1, 3, 0, 2, 4])
    expect(moved(5, [0], 99)).toEqual([1, 2, 3, 4, 0])
  })
})
