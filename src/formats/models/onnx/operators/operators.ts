import {
  cast,
  clip,
  elu,
  gelu,
  hardSigmoid,
  leakyRelu,
  max,
  min,
  passedOn,
  pointwise,
  prelu,
  softplus,
  swish,
} from './activation.ts'
import { add, batchNormalization, div, mul, neg, sub } from './affine.ts'
import { conv, convTranspose } from './conv.ts'
import type { Operator } from './operator.ts'
import { pad } from './pad.ts'
import { averagePool, globalAveragePool, maxPool, reduceMean } from './pool.ts'
import { resize, upsample } from './resize.ts'
import { depthToSpace, spaceToDepth } from './shuffle.ts'

/** What each operator of ONNX (onnx.ai/onnx/operators) is as layers. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['Abs', pointwise(() => ({ type: 'abs' }))],
  ['Add', add],
  ['AveragePool', averagePool],
  ['BatchNormalization', batchNormalization],
  ['Cast', cast],
  ['Clip', clip],
  ['Conv', conv],
  ['ConvTranspose', convTranspose],
  ['DepthToSpace', depthToSpace],
  ['Div', div],
  ['Dropout', passedOn],
  ['Elu', elu],
  ['Gelu', gelu],
  ['GlobalAveragePool', globalAveragePool],
  ['HardSigmoid', hardSigmoid],
  ['HardSwish', pointwise(() => ({ type: 'hardswish' }))],
  ['Identity', passedOn],
  ['LeakyRelu', leakyRelu],
  ['Max', max],
  ['MaxPool', maxPool],
  ['Min', min],
  ['Mul', mul],
  ['Neg', neg],
  ['PRelu', prelu],
  ['Pad', pad],
  ['ReduceMean', reduceMean],
  ['Relu', pointwise(() => ({ type: 'relu' }))],
  ['Resize', resize],
  ['Sigmoid', pointwise(() => ({ type: 'sigmoid' }))],
  ['Softplus', softplus],
  ['SpaceToDepth', spaceToDepth],
  ['Sub', sub],
  ['Swish', swish],
  ['Tanh', pointwise(() => ({ type: 'tanh' }))],
  ['Upsample', upsample],
])
