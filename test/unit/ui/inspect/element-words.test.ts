import { expect, it } from 'vitest'
import { inspectLayer } from '../../../../src/core/inspect/inspect.ts'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import { elementWords } from '../../../../src/ui/inspect/element-words.ts'

const weight = Float32Array.of(0.5, 0.125)

const WORDS: readonly (readonly [layer: Layer, x: number, words: string])[] = [
  [{ type: 'abs' }, -0.25, '|−0.2500|'],
  [
    { type: 'affine', scale: Float32Array.of(1, 2), shift: Float32Array.of(0, -1) },
    -0.25,
    '−0.2500 × 2.0000 + −1.0000',
  ],
  [{ type: 'channelShuffle', groups: 1 }, 3, '3.0000, of channel 1'],
  [{ type: 'clip', min: -Infinity, max: 6 }, 7, 'min(max(7.0000, −∞), 6)'],
  [{ type: 'elu', alpha: 0.75 }, 2, '2.0000'],
  [{ type: 'elu', alpha: 0.75 }, -2, '0.75 × (exp(−2.0000) − 1)'],
  [{ type: 'gelu', approximate: 'none' }, -2, '0.5 × −2.0000 × (1 + erf(−2.0000 / √2))'],
  [
    { type: 'gelu', approximate: 'tanh' },
    2,
    '0.5 × 2.0000 × (1 + tanh(√(2/π) × (2.0000 + 0.044715 × (2.0000)³)))',
  ],
  [{ type: 'hardsigmoid' }, 1, 'min(max(1.0000 + 3, 0), 6) / 6'],
  [{ type: 'hardswish' }, 1, '1.0000 × min(max(1.0000 + 3, 0), 6) / 6'],
  [{ type: 'identity' }, -1, '−1.0000'],
  [{ type: 'leakyRelu', negativeSlope: 0.01 }, -1, '0.01 × −1.0000'],
  [{ type: 'leakyRelu', negativeSlope: 0.01 }, 1, '1.0000'],
  [{ type: 'prelu', weight }, -1, '0.125 × −1.0000'],
  [{ type: 'prelu', weight: weight.slice(0, 1) }, -1, '0.5 × −1.0000'],
  [{ type: 'prelu', weight }, 1, '1.0000'],
  [{ type: 'relu' }, -1, 'max(0, −1.0000)'],
  [{ type: 'relu6' }, 9, 'min(max(0, 9.0000), 6)'],
  [{ type: 'sigmoid' }, 1, '1 / (1 + exp(−(1.0000)))'],
  [{ type: 'silu' }, -1, '−1.0000 / (1 + exp(−(−1.0000)))'],
  [{ type: 'softplus', beta: 2, threshold: 20 }, 1, 'log(1 + exp(2 × 1.0000)) / 2'],
  [{ type: 'softplus', beta: 2, threshold: 20 }, 11, '11.0000'],
  [{ type: 'tanh' }, 1, 'tanh(1.0000)'],
]

it.each(WORDS)('%j of %d is %s', (layer, x, words) => {
  const inspection = inspectLayer(() => x, [1, 2, 1, 1], layer, 1, 0, 0)
  if (inspection.type === 'conv2d' || !('input' in inspection)) throw new Error('not of one value')
  expect(elementWords(layer, inspection)).toBe(words)
})
