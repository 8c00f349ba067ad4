import { describe, expect, it } from 'vitest'
import { pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import { READY_PIPELINES } from '../../../../src/core/presets/ready-pipelines.ts'
import { seededRandom } from '../../../../src/core/random.ts'
import { referenceLayer } from '../../../../src/core/layers/reference.ts'
import { repairs, firstMisfit } from '../../../../src/core/bank/repair.ts'
import { createBank } from '../../../../src/core/bank/bank.ts'
import type { Layer, Pipeline } from '../../../../src/core/layers/layer.ts'
import type { Tensor } from '../../../../src/core/tensor.ts'

const ready = (id: string): Pipeline => {
  const found = READY_PIPELINES.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found.make()
}

/** A picture of noise; `without` is a channel of zeros. */
function noise(without: number | null): Tensor {
  const random = seededRandom(4)
  const data = Float32Array.from({ length: 3 * 64 }, random)
  if (without !== null) data.fill(0, 64 * without, 64 * (without + 1))
  return { shape: [1, 3, 8, 8], data }
}

/** The maps of the last layer that change when one colour goes. */
function mapsThatSee(layers: Pipeline, colour: number): number[] {
  const run = (input: Tensor) => layers.reduce(referenceLayer, input)
  const [all, less] = [run(noise(null)), run(noise(colour))]
  const area = all.shape[2] * all.shape[3]
  return Array.from({ length: all.shape[1] }, (_, c) => c).filter((c) =>
    all.data.subarray(c * area, (c + 1) * area).some((value, i) => value !== less.data[c * area + i]),
  )
}

describe('ready pipelines', () => {
  it.each(READY_PIPELINES)('$id fits a picture, with named filters', ({ make }) => {
    const layers = make()
    expect(() => pipelineShapes([1, 3, 64, 96], layers)).not.toThrow()
    expect(layers.some((layer) => layer.type === 'conv2d')).toBe(true)
  })

  it('without a shuffle a group never sees the other colours, with one it sees all', () => {
    const groups = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ]
    groups.forEach((own, colour) => {
      expect(mapsThatSee(ready('grouped-bottleneck'), colour)).toEqual(own)
      expect(mapsThatSee(ready('shuffled-bottleneck'), colour)).toEqual(groups.flat())
    })
  })

  it('the names of the shuffled channels say what they are', () => {
    const depthwise = ready('shuffled-bottleneck')[3]
    expect(depthwise?.type === 'conv2d' && depthwise.bank.names.slice(0, 3)).toEqual([
      'Identity of red',
      'Sobel x of green',
      'Sobel y of blue',
    ])
  })

  it('MobileNet’s first block: 224 x 224 to 64 maps of 112 x 112', () => {
    expect(pipelineShapes([1, 3, 224, 224], ready('mobilenet')).at(-1)).toEqual([1, 64, 112, 112])
  })

  it('the separable block has the parameters of its two parts', () => {
    const weights = ready('separable').map((layer) =>
      layer.type === 'conv2d' ? layer.bank.weight.data.length : 0,
    )
    expect(weights).toEqual([18, 6 * 9, 8 * 6, 0])
  })
})

describe('repairs', () => {
  const conv = (i: number, o: number, size = 3, padding = 1): Layer => ({
    type: 'conv2d',
    bank: createBank(i, o, [size, size], { padding: [padding, padding] }),
  })

  it('nothing to repair where all fits', () => {
    expect(repairs([1, 3, 8, 8], [conv(3, 4), conv(4, 2)])).toEqual([])
  })

  it.each([
    ['channels', [conv(3, 4), conv(5, 2)], 'Fit the layers to one another'],
    ['a kernel larger than the picture', [conv(3, 2, 15, 0)], 'Padding 7 × 7'],
    [
      'reflection beyond the picture',
      [
        {
          type: 'conv2d',
          bank: createBank(3, 2, [3, 3], { padding: [9, 9], paddingMode: 'reflect' }),
        } as const,
      ],
      'Padding mode zeros',
    ],
    [
      'a window larger than the picture',
      [
        {
          type: 'maxPool2d',
          kernelSize: [20, 20],
          stride: [1, 1],
          padding: [0, 0],
          dilation: [1, 1],
          ceilMode: false,
        } as const,
      ],
      'Kernel 1 × 1',
    ],
    [
      'a shuffle that does not divide',
      [{ type: 'channelShuffle', groups: 2 } as const],
      'Fit the layers to one another',
    ],
  ] as const)('%s', (_, layers, words) => {
    const input = [1, 3, 8, 8] as const
    expect(firstMisfit(input, layers)).toBe(layers.length - 1)
    const found = repairs(input, layers)
    expect(found.map((repair) => repair.words)).toContain(words)
    expect(found.at(-1)?.words).toBe(`Remove layer ${layers.length}`)
    for (const repair of found) expect(firstMisfit(input, repair.layers)).toBe(-1)
  })
})
