import { describe, expect, it } from 'vitest'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import type { Tensor } from '../../../../src/core/tensor.ts'
import { pointwiseCode } from '../../../../src/engine/steps/pointwise-code.ts'
import { loadConv2dCases, loadOpCases } from '../../../fixtures/golden-files.ts'
import { conv2dPipelines, opPipelines } from '../../../fixtures/golden-pipelines.ts'
import { Harness, TARGETS } from '../harness.ts'

function compute(harness: Harness, input: Tensor, layer: Layer): Tensor {
  const [n, channels] = input.shape
  const maps = Array.from({ length: n * channels }, (_, map) => map)
  switch (layer.type) {
    case 'conv2d':
      return harness.conv(input, layer.bank)
    case 'maxPool2d':
    case 'avgPool2d':
      return harness.pool(input, layer)
    case 'channelShuffle':
    case 'identity':
      throw new TypeError('maps that are passed on need no kernel')
    case 'convTranspose2d':
    case 'globalAvgPool2d':
    case 'pad':
    case 'pixelShuffle':
    case 'pixelUnshuffle':
    case 'upsample':
      throw new TypeError(`${layer.type} meets PyTorch through the engine`)
    default: {
      const { op, params } = pointwiseCode(layer)
      return harness.pointwise(
        input,
        op,
        maps.flatMap((map) => params?.(map % channels) ?? []),
      )
    }
  }
}

/** Layers without a kernel of their own. */
const THROUGH_ENGINE: readonly Layer['type'][] = [
  'channelShuffle',
  'convTranspose2d',
  'globalAvgPool2d',
  'pad',
  'pixelShuffle',
  'pixelUnshuffle',
  'upsample',
]

const GOLDEN = [...conv2dPipelines(loadConv2dCases()), ...opPipelines(loadOpCases())].flatMap(
  ({ name, input, layers: [layer], check }) =>
    layer === undefined || THROUGH_ENGINE.includes(layer.type) ? [] : [{ name, input, layer, check }],
)

describe.each(TARGETS)('PyTorch and $name agree on', ({ set, shared }) => {
  const harness = new Harness(set, shared)

  it.each(GOLDEN)('$name', ({ input, layer, check }) => {
    expect(check([compute(harness, input, layer)])).toBeNull()
  })
})

it('the cases are of every kind of layer that has a kernel', () => {
  const counts = GOLDEN.map(({ layer }) => layer.type)
  expect(counts.filter((type) => type === 'conv2d').length).toBeGreaterThan(100)
  expect(new Set(counts).size).toBeGreaterThanOrEqual(17)
})
