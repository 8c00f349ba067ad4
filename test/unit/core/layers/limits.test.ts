import { checkLimits } from '../../../../src/core/layers/check-limits.ts'
import { describe, expect, it } from 'vitest'
import { createBank, setKernelSize, setParams } from '../../../../src/core/bank/bank.ts'
import { ShapeError } from '../../../../src/core/errors.ts'
import type { Layer, Pipeline } from '../../../../src/core/layers/layer.ts'
import { emptyWeights, MAX_LAYERS, MAX_NAME, MAX_SPAN } from '../../../../src/core/layers/limits.ts'
import { setGroups, setOutChannels } from '../../../../src/core/bank/rewire.ts'

const RELU: Layer = { type: 'relu' }
const bank = createBank(3, 4, [3, 3])
const conv = (changes: Parameters<typeof setParams>[1]): Layer => ({
  type: 'conv2d',
  bank: setParams(bank, changes),
})
const averaged = (size: number, padding = 0): Layer => ({
  type: 'avgPool2d',
  kernelSize: [size, size],
  stride: [1, 1],
  padding: [padding, padding],
  ceilMode: false,
  countIncludePad: true,
})

describe('a pipeline within the limits', () => {
  it.each<[string, Pipeline]>([
    ['a window as large as any photo', [averaged(MAX_SPAN, MAX_SPAN / 2)]],
    ['steps as long', [conv({ stride: [MAX_SPAN, 1], padding: [0, MAX_SPAN], dilation: [MAX_SPAN, 1] })]],
    ['words for a padding', [conv({ padding: 'same' })]],
    ['a kernel of 31', [{ type: 'conv2d', bank: setKernelSize(bank, [31, 31]) }]],
    ['as many layers as there may be', Array.from({ length: MAX_LAYERS }, () => RELU)],
    ['as many filters', [{ type: 'conv2d', bank: setOutChannels(bank, 1024) }]],
  ])('may have %s', (_, layers) => {
    expect(() => checkLimits(layers)).not.toThrow()
  })
})

describe('a pipeline beyond the limits is refused with the setting by name:', () => {
  it.each<[string, Pipeline, Partial<ShapeError>]>([
    ['a window', [RELU, averaged(MAX_SPAN + 1)], { field: 'kernelSize', layer: 1 }],
    [
      'a stride',
      [conv({ stride: [70_000, 70_000] })],
      { message: 'Stride is a whole number from 1 to 65536, not 70000.' },
    ],
    [
      'a padding',
      [conv({ padding: [0, 70_000] })],
      { message: 'Padding is a whole number from 0 to 65536, not 0 × 70000.' },
    ],
    ['a dilation', [conv({ dilation: [1, 65_537] })], { field: 'dilation', layer: 0 }],
    ['no stride', [conv({ stride: [0, 1] })], { field: 'stride', layer: 0 }],
    ['half a pixel', [averaged(2.5)], { field: 'kernelSize', layer: 0 }],
    ['layers', Array.from({ length: MAX_LAYERS + 1 }, () => RELU), { field: 'layers' }],
    [
      'a name',
      [{ type: 'conv2d', bank: { ...bank, names: ['', 'x'.repeat(MAX_NAME + 1), '', ''] } }],
      { field: 'names', layer: 0 },
    ],
  ])('%s', (_, layers, error) => {
    expect(() => checkLimits(layers)).toThrow(expect.objectContaining({ name: 'ShapeError', ...error }))
  })

  it('weights, of one layer before they are allocated, and of all together', () => {
    const message = expect.stringMatching(/^[\d,]+ weights are too many: all layers together hold 4,194,304/)
    const refused = expect.objectContaining({ name: 'ShapeError', message, field: 'weight' })
    expect(() => emptyWeights([1024, 1024, 31, 31])).toThrow(refused)
    const wide = createBank(1024, 1024, [1, 1])
    expect(() => setKernelSize(wide, [31, 31])).toThrow(refused)
    expect(() => setGroups(createBank(1024, 1024, [5, 5], { groups: 1024 }), 1)).toThrow(refused)
    const layers = Array.from({ length: 5 }, (): Layer => ({ type: 'conv2d', bank: wide }))
    expect(() => checkLimits(layers)).toThrow(refused)
    expect(() => checkLimits(layers.slice(1))).not.toThrow()
  })
})

it('takes what an older version kept, and lets it become less', () => {
  const many = Array.from({ length: MAX_LAYERS + 3 }, () => RELU)
  expect(() => checkLimits(many.slice(1), many)).not.toThrow()
  expect(() => checkLimits([...many, RELU], many)).toThrow(ShapeError)
  const wide = averaged(MAX_SPAN + 5)
  expect(() => checkLimits([wide, RELU], [wide])).not.toThrow()
  expect(() => checkLimits([averaged(MAX_SPAN + 4)], [wide])).toThrow(ShapeError)
})
