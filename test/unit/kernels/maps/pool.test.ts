import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PoolLayer } from '../../../../src/core/layers/pool.ts'
import { referenceLayer } from '../../../../src/core/layers/reference.ts'
import type { Pair, Tensor } from '../../../../src/core/tensor.ts'
import { firstMismatch } from '../../../fixtures/golden.ts'
import { bits, Harness, TARGETS } from '../harness.ts'

const pair = (least: number, most: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))

const pooling = fc
  .record({
    type: fc.constantFrom('maxPool2d', 'avgPool2d'),
    kernelSize: pair(1, 6),
    stride: pair(1, 7),
    half: fc.tuple(fc.boolean(), fc.boolean()),
    dilation: pair(1, 2),
    ceilMode: fc.boolean(),
    countIncludePad: fc.boolean(),
  })
  .map(({ type, half, kernelSize, stride, dilation, ceilMode, countIncludePad }): PoolLayer => {
    const isMax = type === 'maxPool2d'
    const most = (axis: 0 | 1) => ((kernelSize[axis] - 1) * (isMax ? dilation[axis] : 1) + 1) >> 1
    const padding: Pair = [half[0] ? most(0) : 0, half[1] ? most(1) : 0]
    return isMax
      ? { type: 'maxPool2d', kernelSize, stride, padding, dilation, ceilMode }
      : { type: 'avgPool2d', kernelSize, stride, padding, ceilMode, countIncludePad }
  })

function tensor(height: number, width: number): Tensor {
  const data = Float32Array.from({ length: 2 * height * width }, (_, i) => Math.sin(i * i))
  return { shape: [1, 2, height, width], data }
}

describe.each(TARGETS)('pooling in $name', ({ set, shared }) => {
  const harness = new Harness(set, shared)

  it('is what the reference computes', () => {
    fc.assert(
      fc.property(pooling, pair(12, 23), (layer, [height, width]) => {
        const input = tensor(height, width)
        const expected = referenceLayer(input, layer)
        const actual = harness.pool(input, layer)
        expect(actual.shape).toEqual(expected.shape)
        expect(
          firstMismatch(actual.data, expected.data, () => (layer.type === 'maxPool2d' ? 0 : 1e-6)),
        ).toBeNull()
      }),
      { seed: 31, numRuns: 200 },
    )
  })

  it('spreads NaN to every window that holds it, and to no other of a long row', () => {
    const input = tensor(9, 111)
    input.data[4 * 111 + 5] = NaN
    for (const layer of [
      {
        type: 'maxPool2d',
        kernelSize: [3, 3],
        stride: [1, 1],
        padding: [1, 1],
        dilation: [1, 1],
        ceilMode: false,
      },
      {
        type: 'avgPool2d',
        kernelSize: [3, 3],
        stride: [1, 1],
        padding: [1, 1],
        ceilMode: false,
        countIncludePad: true,
      },
    ] satisfies PoolLayer[]) {
      const { data, stats } = harness.pool(input, layer)
      const places = [...data].flatMap((value, i) => (Number.isNaN(value) ? [i] : []))
      expect(places).toEqual([3, 4, 5].flatMap((y) => [4, 5, 6].map((x) => y * 111 + x)))
      expect(stats.map(({ finite }) => finite)).toEqual([false, true])
    }
  })

  it('gives the same bits however it is cut into bands', () => {
    const layer: PoolLayer = {
      type: 'avgPool2d',
      kernelSize: [3, 5],
      stride: [2, 1],
      padding: [1, 2],
      ceilMode: true,
      countIncludePad: false,
    }
    const [one, three] = [1, 3].map((bandRows) => harness.pool(tensor(14, 19), layer, bandRows))
    expect(one && bits(one.data)).toEqual(three && bits(three.data))
  })
})
