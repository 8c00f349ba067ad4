import { expect, test } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import type { Pipeline } from '../../../../src/core/layers/layer.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import { readCheck, whatIsMissing, type CheckedState } from '../../../../src/formats/lessons/checks.ts'

const INPUT: Shape4 = [1, 3, 8, 10]
const LAYERS: Pipeline = [
  { type: 'conv2d', bank: createBank(3, 6, [3, 3], { padding: [1, 1], groups: 3 }) },
  { type: 'relu' },
  { type: 'conv2d', bank: createBank(6, 2, [1, 1]) },
]
const SHAPES = pipelineShapes(INPUT, LAYERS)
const STATE: CheckedState = {
  input: INPUT,
  layers: LAYERS,
  shapes: SHAPES,
  startShapes: SHAPES,
  selection: { layer: 2, filter: 1, channel: 0 },
  tabs: ['cost', 'maps'],
  measured: false,
}

/** What is said of a check; null when it holds. */
const say = (check: object, state: Partial<CheckedState> = {}) =>
  whatIsMissing([readCheck({ value: check, path: '' })], { ...STATE, ...state })

/** Checks that hold, each with a change of it that does not, and what is said then. */
const CHECKS: readonly (readonly [right: object, wrong: object, words: string])[] = [
  [
    { check: 'bias', layer: 0, filter: 0, least: 0, most: 0 },
    { check: 'bias', layer: 0, filter: 0, least: 0.5 },
    'The bias of filter 0 is 0; wanted is at least 0.5.',
  ],
  [
    { check: 'bias', layer: 0, filter: 5, most: 1 },
    { check: 'bias', layer: 0, filter: 6, most: 1 },
    'Layer 1 has no filter 6.',
  ],
  [
    { check: 'bias', layer: 2, filter: 0, most: 1 },
    { check: 'bias', layer: 1, filter: 0, most: 1 },
    'Layer 2 has no filters.',
  ],
  [
    { check: 'sum', layer: 2, filter: 0, least: 1, most: 1 },
    { check: 'sum', layer: 2, filter: 0, channel: 0, least: 2, most: 3 },
    'The sum of kernel [0, 0] is 1; wanted is 2 to 3.',
  ],
  [
    { check: 'sum', layer: 2, filter: 1, most: 1 },
    { check: 'sum', layer: 2, filter: 1, most: 0 },
    'The sum of the weights of filter 1 is 1; wanted is at most 0.',
  ],
  [
    { check: 'sum', layer: 0, filter: 1, channel: 0, most: 1 },
    { check: 'sum', layer: 0, filter: 1, channel: 1, most: 1 },
    'Filter 1 has no kernel 1.',
  ],
  [
    { check: 'weights', layer: 2, filter: 0, channel: 0, are: [[1]] },
    { check: 'weights', layer: 2, filter: 0, channel: 0, are: [[0.5]] },
    'Row 0, column 0 of kernel [0, 0] is 1; wanted is 0.5.',
  ],
  [
    { check: 'weights', layer: 2, filter: 0, channel: 0, are: [[0.9]], within: 0.2 },
    { check: 'weights', layer: 0, filter: 0, channel: 0, are: [[1]] },
    'Its kernels are 3 × 3; wanted are 1 × 1.',
  ],
  [
    { check: 'setting', layer: 0, groups: 3, padding: [1, 1], stride: [1, 1], outChannels: 6 },
    { check: 'setting', layer: 0, groups: 1 },
    'groups of layer 1 is 3; wanted is 1.',
  ],
  [
    { check: 'setting', layer: 0, paddingMode: 'zeros', kernelSize: [3, 3], dilation: [1, 1] },
    { check: 'setting', layer: 0, kernelSize: [5, 5] },
    'kernel_size of layer 1 is (3, 3); wanted is (5, 5).',
  ],
  [
    { check: 'layers', types: ['conv2d', 'relu', 'conv2d'] },
    { check: 'layers', types: ['conv2d'] },
    'The layers are conv2d, relu, conv2d; wanted are conv2d.',
  ],
  // 80 values: 6 maps of 9 taps, 2 of 6
  [
    { check: 'macs', most: 5280 },
    { check: 'macs', most: 5279 },
    'All layers together take 5,280 MACs; wanted are at most 5,279.',
  ],
  [
    { check: 'output', layer: 0, channels: 6, height: 8, width: 10 },
    { check: 'output', layer: 0, height: 7 },
    'The maps of layer 1 are 8 × 10; wanted is a height of 7.',
  ],
  [
    { check: 'output', layer: 2, channels: 2 },
    { check: 'output', layer: 2, channels: 3 },
    'Layer 3 makes 2 channels; wanted are 3.',
  ],
  [{ check: 'output', layer: 2 }, { check: 'output', layer: 3 }, 'There is no layer 4.'],
  [
    { check: 'sees', layer: 0, map: 1, channels: [0] },
    { check: 'sees', layer: 0, channels: [0] },
    'Map 2 of layer 1 sees green; wanted: red.',
  ],
  [
    { check: 'sees', layer: 2, map: 0, channels: [0] },
    { check: 'sees', layer: 2, map: 0, channels: [2, 0] },
    'Map 0 of layer 3 sees red; wanted: red, blue.',
  ],
  [
    { check: 'selected', layer: 2, filter: 1, channel: 0 },
    { check: 'selected', layer: 0 },
    'Selected is layer 3; wanted is layer 1.',
  ],
  [{ check: 'tab', is: 'cost' }, { check: 'tab', is: 'inspect' }, 'Open Inspect.'],
]

test.each(CHECKS)('%j holds, %j does not', (right, wrong, words) => {
  expect(say(right)).toBeNull()
  expect(say(wrong)).toBe(words)
})

test('what was measured, and what is to stay as it was', () => {
  expect(say({ check: 'measured' })).toBe('Nothing is measured yet.')
  expect(say({ check: 'measured' }, { measured: true })).toBeNull()
  expect(say({ check: 'sameOutput' })).toBeNull()
  const smaller = SHAPES.map(([n, c]): Shape4 => [n, c, 4, 5])
  expect(say({ check: 'sameOutput' }, { shapes: smaller })).toBe(
    'The last maps are 4 × 5; they are to stay 8 × 10.',
  )
})

test('while a layer does not fit, that is what is said', () => {
  for (const check of [{ check: 'macs', most: 1 }, { check: 'output', layer: 0 }, { check: 'sameOutput' }]) {
    expect(say(check, { shapes: null })).toBe('A layer does not fit: its settings say why.')
  }
})
