import type { Layer } from '../../../../core/layers/layer.ts'
import { MAX_CHANNELS } from '../../../../core/layers/limits.ts'
import { scaleShift } from '../../batch-norm.ts'
import { countOf } from '../../dtypes.ts'
import type { StoredNorm } from '../../open-model.ts'
import { floatOf, intOf } from '../attributes.ts'
import type { Constants } from '../constants.ts'
import type { OnnxNode } from '../graph.ts'
import { planned, Unexpressed, type Planned } from '../planned.ts'
import type { OnnxTensor } from '../tensor.ts'
import type { Call, Operator } from './operator.ts'

/** BatchNormalization with fixed statistics. */
export const batchNormalization: Operator = ({ node, input, opset, constants }) => {
  const { norm, eps, tensors } = normParts(node, opset, constants, input[1])
  const read = async (): Promise<Layer> => {
    const { scale, shift } = await scaleShift(norm, eps)
    return { type: 'affine', scale: Float32Array.from(scale), shift: Float32Array.from(shift) }
  }
  return [{ ...affine(input, read, tensors), norm: { norm, eps } }]
}

/**
 * Where the numbers of a BatchNormalization are.
 * @param channels of what it reads
 * @throws Unexpressed for one that takes statistics of its input, or has other channels
 */
export function normParts(
  node: OnnxNode,
  opset: number,
  constants: Constants,
  channels: number,
): { readonly norm: StoredNorm; readonly eps: number; readonly tensors: readonly OnnxTensor[] } {
  const isTraining = opset < 7 ? intOf(node, 'is_test', 0) === 0 : intOf(node, 'training_mode', 0) !== 0
  if (isTraining) throw new Unexpressed('it normalises by the statistics of its input, as in training')
  if (intOf(node, 'spatial', 1) === 0) throw new Unexpressed('statistics for each pixel')
  const [, weight = '', bias = '', mean = '', variance = ''] = node.inputs
  const norm = {
    weight: constants.tensor(weight, 'scale'),
    bias: constants.tensor(bias, 'bias'),
    runningMean: constants.tensor(mean, 'mean'),
    runningVar: constants.tensor(variance, 'variance'),
  }
  const tensors = Object.values(norm)
  const wrong = tensors.find(({ shape }) => countOf(shape) !== channels)
  if (wrong) throw new Unexpressed(`statistics of ${countOf(wrong.shape)} channels for ${channels}`)
  return { norm, eps: floatOf(node, 'epsilon', 1e-5), tensors }
}

/** Before opset 7, axes of a constant were matched from `axis` on. */
function matchesFromAxis({ node, opset }: Call): boolean {
  return opset < 7 && intOf(node, 'broadcast', 0) === 1 && intOf(node, 'axis', -1) === 1
}

/**
 * A constant beside the value: one number, or one for each channel.
 * @param isOld whether its first axis is that of the channels @throws Unexpressed for other shapes
 */
export function perChannel(call: Call, isOld = matchesFromAxis(call)): OnnxTensor {
  const { node, at, input, constants } = call
  const tensor = constants.tensor(node.inputs[1 - at] ?? '', 'constant')
  const { shape } = tensor
  const count = countOf(shape)
  const place = isOld ? 0 : shape.length - 3
  const isChannels = count === input[1] && (shape[place] ?? 1) === count && shape.length <= 4
  if (count !== 1 && !isChannels)
    throw new Unexpressed(`a constant of shape (${shape.join(', ')}) that is not one for each channel`)
  return tensor
}

/** Arithmetic with a constant as scale and shift of each channel. @param of what the constant stands for */
function withConstant(
  only: 'scale' | 'shift',
  of: (value: number, at: number) => readonly [scale: number, shift: number],
): Operator {
  return (call) => {
    const tensor = perChannel(call)
    const { input, at } = call
    const read = async (): Promise<Layer> => {
      const values = await tensor.read()
      const pairs = Array.from({ length: input[1] }, (_, c) =>
        of(values[values.length === 1 ? 0 : c] ?? NaN, at),
      )
      return {
        type: 'affine',
        scale: Float32Array.from(pairs, ([scale]) => scale),
        shift: Float32Array.from(pairs, ([, shift]) => shift),
      }
    }
    return [{ ...affine(input, read, [tensor]), only }]
  }
}

export const add = withConstant('shift', (value) => [1, value])
export const mul = withConstant('scale', (value) => [value, 0])
const minus = withConstant('shift', (value) => [1, -value])
const over = withConstant('scale', (value) => [1 / value, 0])

/** x - constant, or constant - x, which multiplies too. */
export const sub: Operator = async (call) => {
  if (call.at === 0) return minus(call)
  const steps = await withConstant('shift', (value) => [-1, value])(call)
  return steps.map(({ only: _only, ...step }) => step)
}

/** x / constant */
export const div: Operator = (call) => {
  if (call.at !== 0) throw new Unexpressed('a constant divided by the maps')
  return over(call)
}

/** -x */
export const neg: Operator = ({ input }) => [planned(input, affineOf(input, -1, 0))]

/** The same scale and shift for all channels. */
export function affineOf([, channels]: Call['input'], scale: number, shift: number): Layer {
  const all = (value: number) => new Float32Array(Math.min(channels, MAX_CHANNELS)).fill(value)
  return { type: 'affine', scale: all(scale), shift: all(shift) }
}

/** An affine layer whose numbers are read later. @throws ShapeError */
export function affine(
  input: Call['input'],
  read: () => Promise<Layer>,
  tensors: readonly OnnxTensor[] | Planned['tensors'],
): Planned {
  const zeros = new Float32Array(Math.min(input[1], MAX_CHANNELS + 1))
  return planned(input, { type: 'affine', scale: zeros, shift: zeros }, read, tensors)
}
