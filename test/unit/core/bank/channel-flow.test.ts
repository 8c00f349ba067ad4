import type { Sources } from '../../../../src/core/layers/groups.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { fitPipeline, followChannels } from '../../../../src/core/bank/channel-flow.ts'
import { all, duplicated, moved, removed } from '../../../../src/core/bank/filter-list.ts'
import type { Layer, Pipeline } from '../../../../src/core/layers/layer.ts'
import { pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import { arrangeFilters } from '../../../../src/core/bank/rewire.ts'
import { layer, SEED } from '../arbitraries.ts'

const conv = (...args: Parameters<typeof createBank>): Layer => ({
  type: 'conv2d',
  bank: createBank(...args),
})

/** A 1 x 1 Conv2d of one filter with these weights. */
const reading = (...weights: readonly number[]): Layer => {
  const bank = createBank(weights.length, 1, [1, 1])
  return { type: 'conv2d', bank: { ...bank, weight: { ...bank.weight, data: Float32Array.from(weights) } } }
}

const weightsOf = (each: Layer | undefined) => (each?.type === 'conv2d' ? [...each.bank.weight.data] : [])

/** What stands behind a Conv2d whose filters are rearranged. */
function behind(filters: number, sources: Sources, ...layers: readonly Layer[]): Pipeline {
  const bank = createBank(3, filters, [1, 1])
  const before: Pipeline = [{ type: 'conv2d', bank }, ...layers]
  const after = before.with(0, { type: 'conv2d', bank: arrangeFilters(bank, sources) })
  const edit = { before, after, origins: all(before.length), filters: { at: 0, sources }, inputChannels: 3 }
  return followChannels(edit).layers.slice(1)
}

describe('layers behind rearranged filters', () => {
  it('read what they read, wherever it is now', () => {
    const [a, b, c] = [10, 20, 30]
    expect(weightsOf(behind(3, moved(3, [0], 2), reading(a, b, c))[0])).toEqual([b, c, a])
    expect(weightsOf(behind(3, removed(3, [1]), reading(a, b, c))[0])).toEqual([a, c])
    expect(weightsOf(behind(3, [0, null, 1, 2], reading(a, b, c))[0])).toEqual([a, 0, b, c])
  })

  it('do not read a copy before it is wired', () => {
    expect(weightsOf(behind(2, duplicated(2, [0]), reading(1, 2))[0])).toEqual([1, 0, 2])
  })

  it('read through affine layers, which follow, and through shuffles', () => {
    const affine: Layer = {
      type: 'affine',
      scale: Float32Array.of(1, 2, 3, 4),
      shift: Float32Array.of(5, 6, 7, 8),
    }
    // 0 2 1 3, then without filter 1 in one group: 0 2 3
    const shuffle: Layer = { type: 'channelShuffle', groups: 2 }
    const [followed, shuffled, reader] = behind(4, removed(4, [1]), affine, shuffle, reading(10, 30, 20, 40))
    expect(followed).toEqual({
      type: 'affine',
      scale: Float32Array.of(1, 3, 4),
      shift: Float32Array.of(5, 7, 8),
    })
    expect(shuffled).toEqual({ type: 'channelShuffle', groups: 1 })
    expect(weightsOf(reader)).toEqual([10, 30, 40])
  })

  it('read through pixel shuffles, whose cells move as a whole', () => {
    const shuffle: Layer = { type: 'pixelShuffle', factor: 2 }
    const whole = moved(8, [0, 1, 2, 3], 4)
    expect(weightsOf(behind(8, whole, shuffle, reading(10, 20))[1])).toEqual([20, 10])
    // a cell that is broken is told by its place
    expect(weightsOf(behind(8, moved(8, [0], 7), shuffle, reading(10, 20))[1])).toEqual([10, 20])
    expect(weightsOf(behind(8, removed(8, [0, 1, 2, 3]), shuffle, reading(10, 20))[1])).toEqual([20])
    const [smaller] = behind(8, removed(8, [0]), shuffle)
    expect(smaller).toEqual({ type: 'pixelShuffle', factor: 1 })
  })

  it('read the parts of their channels through pixel unshuffles', () => {
    const unshuffle: Layer = { type: 'pixelUnshuffle', factor: 2 }
    const reader = reading(1, 2, 3, 4, 5, 6, 7, 8)
    expect(weightsOf(behind(2, moved(2, [0], 1), unshuffle, reader)[1])).toEqual([5, 6, 7, 8, 1, 2, 3, 4])
    expect(weightsOf(behind(2, removed(2, [0]), unshuffle, reader)[1])).toEqual([5, 6, 7, 8])
  })

  it('of a ConvTranspose2d too, and such a layer follows', () => {
    const bank = createBank(2, 3, [2, 2])
    const data = bank.weight.data.map((_, i) => i)
    const layer: Layer = {
      type: 'convTranspose2d',
      bank: { ...bank, weight: { ...bank.weight, data } },
      outputPadding: [0, 0],
    }
    const [swapped, reader] = behind(2, moved(2, [0], 1), layer, reading(1, 2, 3))
    const kernels = swapped?.type === 'convTranspose2d' ? [...swapped.bank.weight.data.subarray(0, 8)] : []
    expect(kernels).toEqual([4, 5, 6, 7, 0, 1, 2, 3])
    expect(weightsOf(reader)).toEqual([1, 2, 3])
  })

  it('behind the next Conv2d stay as they are', () => {
    const last = reading(1)
    expect(behind(3, moved(3, [0], 2), reading(1, 2, 3), last)[1]).toBe(last)
  })

  it('stay as they are behind a list that is as it was', () => {
    const layers = [reading(1, 2, 3), { type: 'channelShuffle', groups: 1 }] as const
    behind(3, all(3), ...layers).forEach((each, i) => {
      expect(each).toBe(layers[i])
    })
  })
})

describe('fitPipeline', () => {
  /** Shapes on an image that every generated layer fits into. */
  const shapesOf = (layers: Pipeline, channels: number) => {
    let current = channels
    return layers.map((item) => {
      const [shape] = pipelineShapes([1, current, 72, 72], [item])
      current = shape?.[1] ?? NaN
      return shape
    })
  }

  it('always makes the layers fit one another, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(layer(), { maxLength: 6 }), fc.integer({ min: 1, max: 8 }), (layers, channels) => {
        const fitted = fitPipeline(layers, channels)
        expect(() => shapesOf(fitted.layers, channels)).not.toThrow()
        expect(fitted.layers.map(({ type }) => type)).toEqual(layers.map(({ type }) => type))
        const changed = fitted.layers.filter((item, i) => item !== layers[i])
        expect(fitted.changes.length).toBe(changed.length)
        const again = fitPipeline(fitted.layers, channels)
        expect(again.changes).toEqual([])
        again.layers.forEach((item, i) => {
          expect(item).toBe(fitted.layers[i])
        })
      }),
      SEED,
    )
  })

  it('says in plain sentences what it did', () => {
    const layers: Pipeline = [
      conv(3, 6, [1, 1]),
      { type: 'channelShuffle', groups: 4 },
      conv(8, 8, [1, 1], { groups: 4 }),
      { type: 'affine', scale: Float32Array.of(2), shift: Float32Array.of(3) },
    ]
    const { layers: fitted, changes } = fitPipeline(layers, 3)
    expect(changes).toEqual([
      'Layer 2 now shuffles 3 groups.',
      'Layer 3 now takes 6 channels, dense in place of 4 groups: each weight stays at its channel, 36 new weights are 0, 2 non-zero weights dropped with their channels.',
      'Layer 4 now takes 8 channels.',
    ])
    const affine = fitted[3]
    if (affine?.type !== 'affine') throw new Error('the last layer is affine')
    expect([...affine.scale]).toEqual([2, 1, 1, 1, 1, 1, 1, 1])
    expect([...affine.shift]).toEqual([3, 0, 0, 0, 0, 0, 0, 0])
  })
})
