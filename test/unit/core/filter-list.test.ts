import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank, kernelOf } from '../../../src/core/bank.ts'
import { followChannels } from '../../../src/core/channel-flow.ts'
import { checkBank } from '../../../src/core/conv2d.ts'
import {
  added,
  arrangeFilters,
  duplicated,
  evenFilters,
  moved,
  removed,
} from '../../../src/core/filter-list.ts'
import type { FilterBank, Layer } from '../../../src/core/layers.ts'
import { pipelineShapes } from '../../../src/core/pipeline.ts'
import { referencePipeline, type ReferenceOutput } from '../../../src/core/reference.ts'
import type { Tensor } from '../../../src/core/tensor.ts'
import { seededRandom } from '../../../src/core/random.ts'
import { bank, SEED } from './arbitraries.ts'

const random = (seed: number) => {
  const next = seededRandom(seed)
  return () => 2 * next() - 1
}

function randomBank(inChannels: number, outChannels: number, groups: number, seed: number): FilterBank {
  const value = random(seed)
  const empty = createBank(inChannels, outChannels, [3, 3], { groups, padding: [1, 1] })
  return {
    ...empty,
    weight: { ...empty.weight, data: empty.weight.data.map(value) },
    bias: new Float32Array(outChannels).map(value),
    names: empty.names.map((_, i) => `f${i}`),
  }
}

const input: Tensor = { shape: [1, 3, 5, 6], data: new Float32Array(90).map(random(9)) }
const run = (layers: readonly Layer[]) => referencePipeline(input, layers).at(-1) ?? expect.fail('no layer')
const maps = ({ shape, data }: ReferenceOutput) =>
  Array.from({ length: shape[1] }, (_, c) => [
    ...data.slice(c * shape[2] * shape[3], (c + 1) * shape[2] * shape[3]),
  ])

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
          moved(count, picked, b),
          ...(picked.length < count ? [removed(count, picked)] : []),
        ]
        for (const sources of lists) {
          const after = arrangeFilters(before, sources)
          checkBank(after)
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

describe('layers behind rearranged filters', () => {
  const first = randomBank(3, 4, 1, 1)
  const affine: Layer = {
    type: 'affine',
    scale: Float32Array.of(1, 2, 3, 4),
    shift: Float32Array.of(4, 3, 2, 1),
  }
  const second: Layer = { type: 'conv2d', bank: randomBank(4, 5, 1, 2) }
  const behind: readonly Layer[] = [{ type: 'relu' }, affine, second]

  it('moved filters change no map of the layers behind', () => {
    const sources = moved(4, [0, 2], 2)
    const layers = [
      { type: 'conv2d' as const, bank: arrangeFilters(first, sources) },
      ...followChannels(behind, sources),
    ]
    const before = maps(run([{ type: 'conv2d', bank: first }, ...behind]))
    maps(run(layers)).forEach((map, i) =>
      map.forEach((value, j) => expect(value).toBeCloseTo(before[i]?.[j] ?? NaN, 5)),
    )
  })

  it('a removed filter takes with it what was made of its map, and nothing else', () => {
    const sources = removed(4, [1])
    const layers = [
      { type: 'conv2d' as const, bank: arrangeFilters(first, sources) },
      ...followChannels(behind, sources),
    ]
    const silent = {
      ...first,
      weight: { ...first.weight, data: first.weight.data.slice() },
      bias: first.bias?.slice() ?? null,
    }
    silent.weight.data.fill(0, 27, 54)
    const muted: Layer = { ...affine, shift: Float32Array.of(4, 0, 2, 1) }
    if (silent.bias) silent.bias[1] = 0
    const before = maps(run([{ type: 'conv2d', bank: silent }, { type: 'relu' }, muted, second]))
    maps(run(layers)).forEach((map, i) =>
      map.forEach((value, j) => expect(value).toBeCloseTo(before[i]?.[j] ?? NaN, 5)),
    )
  })

  it('a copied or new filter is not yet seen by the layers behind twice', () => {
    const sources = added(4, 1, 0)
    const layers: Layer[] = [
      { type: 'conv2d', bank: arrangeFilters(first, sources) },
      ...followChannels(behind, sources),
    ]
    expect(pipelineShapes(input.shape, layers).map((shape) => shape[1])).toEqual([5, 5, 5, 5])
    const before = maps(run([{ type: 'conv2d', bank: first }, ...behind]))
    maps(run(layers)).forEach((map, i) =>
      map.forEach((value, j) => expect(value).toBeCloseTo(before[i]?.[j] ?? NaN, 5)),
    )
  })

  it('groups that would lose weights take channels by number', () => {
    const grouped: Layer = { type: 'conv2d', bank: randomBank(4, 4, 2, 3) }
    expect(followChannels([grouped], moved(4, [0], 3))[0]).toBe(grouped)
    expect(followChannels([grouped], moved(4, [0], 1))[0]).not.toBe(grouped)
  })
})
