import type { Layer } from '../../../../core/layers/layer.ts'
import { floatOf, wordOf } from '../attributes.ts'
import { castKind } from '../cast.ts'
import type { OnnxNode } from '../graph.ts'
import { inTurn, planned, Unexpressed, type Planned } from '../planned.ts'
import { affineOf, perChannel } from './affine.ts'
import type { Call, Operator } from './operator.ts'

/** An operator that is one layer whose settings stand in the node's attributes; ONNX keeps them as float32. */
export function pointwise(layerOf: (node: OnnxNode) => Layer): Operator {
  return ({ node, input }) => [planned(input, layerOf(node))]
}

export const leakyRelu = pointwise((node) => ({
  type: 'leakyRelu',
  negativeSlope: floatOf(node, 'alpha', 0.01),
}))
export const elu = pointwise((node) => ({ type: 'elu', alpha: floatOf(node, 'alpha', 1) }))
/** PyTorch's threshold, above which the result is x itself in float32 too. */
export const softplus = pointwise(() => ({ type: 'softplus', beta: 1, threshold: 20 }))
export const gelu = pointwise((node) => ({
  type: 'gelu',
  approximate: wordOf(node, 'approximate', 'none') === 'tanh' ? 'tanh' : 'none',
}))

/** Swish with alpha 1 is SiLU. */
export const swish = pointwise((node) => {
  if (floatOf(node, 'alpha', 1) !== 1) throw new Unexpressed('another alpha than 1')
  return { type: 'silu' }
})

/** max(0, min(1, alpha * x + beta)); PyTorch's has 1/6 and 1/2. */
export const hardSigmoid: Operator = ({ node, input }) => {
  const { alpha, beta, isOfPyTorch } = hardSigmoidOf(node)
  if (isOfPyTorch) return [planned(input, { type: 'hardsigmoid' })]
  return inTurn(input, [
    (shape) => planned(shape, affineOf(shape, alpha, beta)),
    (shape) => planned(shape, { type: 'clip', min: 0, max: 1 }),
  ])
}

/** Settings of a HardSigmoid, and whether it is PyTorch's, as exporters round that. */
export function hardSigmoidOf(node: OnnxNode) {
  const [alpha, beta] = [floatOf(node, 'alpha', 0.2), floatOf(node, 'beta', 0.5)]
  return { alpha, beta, isOfPyTorch: Math.abs(alpha - 1 / 6) < 1e-5 && beta === 0.5 }
}

/** Clip, its bounds attributes before opset 11. */
export const clip: Operator = async (call) => {
  const [, min = '', max = ''] = call.node.inputs
  const { attributes } = call.node
  const low = attributes.has('min') ? floatOf(call.node, 'min', 0) : await bound(call, min, -Infinity)
  const high = attributes.has('max') ? floatOf(call.node, 'max', 0) : await bound(call, max, Infinity)
  return clipped(call, low, high)
}

/** Max with a constant, such as 0. */
export const max: Operator = async (call) => clipped(call, await beside(call), Infinity)

/** Min with a constant. */
export const min: Operator = async (call) => clipped(call, -Infinity, await beside(call))

function clipped({ input }: Call, low: number, high: number): readonly Planned[] {
  if (Number.isNaN(low) || Number.isNaN(high)) throw new Unexpressed('a bound that is no number')
  if (low === -Infinity && high === Infinity) return []
  if (low === 0 && high === Infinity) return [planned(input, { type: 'relu' })]
  if (low === 0 && high === 6) return [planned(input, { type: 'relu6' })]
  return [planned(input, { type: 'clip', min: low, max: high })]
}

async function bound({ constants }: Call, name: string, otherwise: number): Promise<number> {
  return name === '' ? otherwise : ((await constants.numbers(name, 'bound'))[0] ?? otherwise)
}

async function beside({ node, at, constants }: Call): Promise<number> {
  const value = node.inputs.length === 2 ? await constants.single(node.inputs[1 - at] ?? '') : null
  if (value === null) throw new Unexpressed('another constant than one number')
  return value
}

/** PRelu with one slope, or one for each channel, which was of one axis before opset 7. */
export const prelu: Operator = (call) => {
  const { input, opset, node } = call
  const tensor = perChannel(call, opset < 7 || node.inputs.length !== 2)
  const zeros = new Float32Array(tensor.shape.reduce((a, b) => a * b, 1))
  const read = async (): Promise<Layer> => ({ type: 'prelu', weight: await tensor.read() })
  return [planned(input, { type: 'prelu', weight: zeros }, read, [tensor])]
}

/** Identity, Dropout (which does nothing once trained). */
export const passedOn: Operator = () => []

/** Cast from float to float: all is float32 here. */
export const cast: Operator = ({ node }) => {
  if (castKind(node) !== 'float') throw new Unexpressed('numbers of another type than floats')
  return []
}
