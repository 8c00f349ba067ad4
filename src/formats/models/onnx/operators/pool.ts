import type { Pair } from '../../../../core/tensor.ts'
import { intOf, intsOf, pairOf } from '../attributes.ts'
import { inTurn, planned, Unexpressed } from '../planned.ts'
import type { Call, Operator } from './operator.ts'
import { padLayer, padsOf, sizeNote, symmetric, type Pads } from './padding.ts'

function windows({ node, input }: Call) {
  const kernel = pairOf(node, 'kernel_shape', [0, 0])
  const stride = pairOf(node, 'strides', [1, 1])
  const dilation = pairOf(node, 'dilations', [1, 1])
  const pads = padsOf(node, input, { kernel, stride, dilation })
  return { kernel, stride, dilation, pads, ceilMode: intOf(node, 'ceil_mode', 0) !== 0 }
}

/** Padding that PyTorch's pooling takes: equal on both sides, at most half a window; null for other. */
function ownPadding(pads: Pads, kernel: Pair, dilation: Pair): Pair | null {
  const half = (i: 0 | 1) => Math.trunc(((kernel[i] - 1) * dilation[i] + 1) / 2)
  const equal = symmetric(pads)
  return equal && equal[0] <= half(0) && equal[1] <= half(1) ? equal : null
}

/** MaxPool: padding of another kind is a layer before it, filled with minus infinity. Its second output is not made. */
export const maxPool: Operator = (call) => {
  const { kernel, stride, dilation, pads, ceilMode } = windows(call)
  const padding = ownPadding(pads, kernel, dilation)
  if (padding === null && ceilMode) throw new Unexpressed('padding that differs by side, with ceil_mode')
  const pool = (input: Call['input']) =>
    planned(input, {
      type: 'maxPool2d',
      kernelSize: kernel,
      stride,
      padding: padding ?? [0, 0],
      dilation,
      ceilMode,
    })
  const steps = inTurn(call.input, padding === null ? [padLayer(pads, -Infinity), pool] : [pool])
  return steps.map((step) => ({ ...step, ...sizeNote(call.node, call.input, call.sizeKnown) }))
}

/** AveragePool: where padding counts, that of another kind is a layer of zeros before it. */
export const averagePool: Operator = (call) => {
  const { kernel, stride, dilation, pads, ceilMode } = windows(call)
  const countIncludePad = intOf(call.node, 'count_include_pad', 0) !== 0
  if (dilation[0] !== 1 || dilation[1] !== 1) throw new Unexpressed('average pooling with dilation')
  const padding = ownPadding(pads, kernel, dilation)
  if (padding === null && (ceilMode || !countIncludePad)) {
    throw new Unexpressed(
      'averages that leave out padding which differs by side or is more than half a window',
    )
  }
  const pool = (input: Call['input']) =>
    planned(input, {
      type: 'avgPool2d',
      kernelSize: kernel,
      stride,
      padding: padding ?? [0, 0],
      ceilMode,
      countIncludePad,
    })
  const steps = inTurn(call.input, padding === null ? [padLayer(pads, 0), pool] : [pool])
  return steps.map((step) => ({ ...step, ...sizeNote(call.node, call.input, call.sizeKnown) }))
}

/** GlobalAveragePool. */
export const globalAveragePool: Operator = ({ input }) => [planned(input, { type: 'globalAvgPool2d' })]

/** ReduceMean over rows and columns, both kept. */
export const reduceMean: Operator = async ({ node, input, constants }) => {
  const [, name = ''] = node.inputs
  const axes = name === '' ? intsOf(node, 'axes') : await constants.numbers(name, 'list of axes')
  const places = axes?.map((axis) => (axis < 0 ? axis + 4 : axis)).sort()
  if (String(places) !== '2,3' || intOf(node, 'keepdims', 1) === 0) {
    throw new Unexpressed('a mean over other axes than rows and columns, or one that drops them')
  }
  return [planned(input, { type: 'globalAvgPool2d' })]
}
