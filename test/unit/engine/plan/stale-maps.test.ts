import { expect, test } from 'vitest'
import { createBank, setBias, setParams, setWeight } from '../../../../src/core/bank/bank.ts'
import type { Layer, Pipeline } from '../../../../src/core/layers/layer.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import { planPipeline } from '../../../../src/engine/plan/layer-plan.ts'
import { inputsRead, staleOutputs, type Stale } from '../../../../src/engine/plan/stale-maps.ts'

const ALL_STALE: Stale = () => true
const NONE_STALE: Stale = () => false

const conv = createBank(8, 16, [3, 3], { groups: 4 })

function stale(before: Layer, now: Layer, input: Stale = NONE_STALE, shape: Shape4 = [1, 8, 9, 9]): number[] {
  const [a] = planPipeline(shape, [before], 'plain')
  const [b] = planPipeline(shape, [now], 'plain')
  if (a === undefined || b === undefined) throw new Error('no plan')
  const outputs = staleOutputs(a, b, input)
  return Array.from({ length: b.output[0] * b.output[1] }, (_, map) => map).filter(outputs)
}

const layer = (bank: typeof conv): Layer => ({ type: 'conv2d', bank })

test('an equal layer on an equal input is not computed again, even as another object', () => {
  const copy = { ...conv, weight: { ...conv.weight, data: conv.weight.data.slice() } }
  expect(stale(layer(conv), layer(copy))).toEqual([])
})

test('a weight makes its filter stale, a bias too, a name does not', () => {
  expect(stale(layer(conv), layer(setWeight(conv, 5, 1, 0, 2, 9)))).toEqual([5])
  expect(stale(layer(conv), layer(setBias(conv, 7, 9)))).toEqual([7])
  expect(stale(layer(conv), layer({ ...conv, names: conv.names.map(() => 'x') }))).toEqual([])
})

test('-0 and 0 are different weights: their products differ', () => {
  const zero = setWeight(conv, 3, 0, 0, 0, 0)
  expect(stale(layer(zero), layer(setWeight(zero, 3, 0, 0, 0, -0)))).toEqual([3])
})

test('a setting makes everything stale', () => {
  expect(stale(layer(conv), layer(setParams(conv, { paddingMode: 'reflect' })))).toHaveLength(16)
  expect(stale({ type: 'relu' }, { type: 'abs' })).toHaveLength(8)
  expect(
    stale({ type: 'leakyRelu', negativeSlope: 0.1 }, { type: 'leakyRelu', negativeSlope: 0.2 }),
  ).toHaveLength(8)
})

test('slopes that are no numbers are different settings, each equal to itself', () => {
  const slopes = [NaN, Infinity, -Infinity, 0, -0]
  for (const before of slopes) {
    for (const now of slopes) {
      const outputs = stale(
        { type: 'leakyRelu', negativeSlope: before },
        { type: 'leakyRelu', negativeSlope: now },
      )
      expect(outputs, `${before} to ${now}`).toHaveLength(Object.is(before, now) ? 0 : 8)
    }
  }
})

test('an input map makes the filters of its group stale, and nothing beyond', () => {
  expect(stale(layer(conv), layer(conv), (map) => map === 3)).toEqual([4, 5, 6, 7])
  expect(stale({ type: 'relu' }, { type: 'relu' }, (map) => map === 3)).toEqual([3])
})

test('a channel shuffle carries staleness to where the map went', () => {
  const shuffle: Layer = { type: 'channelShuffle', groups: 4 }
  // 8 channels as 4 x 2, transposed: channel 3 = (1, 1) goes to (1, 1) of 2 x 4 = 5
  expect(stale(shuffle, shuffle, (map) => map === 3)).toEqual([5])
})

test('the filters of a group read the channels of that group', () => {
  const [plan] = planPipeline([2, 8, 9, 9], [layer(conv)], 'plain')
  if (plan === undefined) throw new Error('no plan')
  expect([...inputsRead(plan, [5])]).toEqual([2, 3])
  expect([...inputsRead(plan, [16 + 15])]).toEqual([8 + 6, 8 + 7])
})

test('another image makes everything stale down the pipeline', () => {
  const layers: Pipeline = [layer(conv), { type: 'relu' }]
  const plans = planPipeline([1, 8, 9, 9], layers, 'plain')
  let input: Stale = ALL_STALE
  for (const plan of plans) {
    input = staleOutputs(plan, plan, input)
    expect(input(0) && input(15)).toBe(true)
  }
})
