import type { LayerOf } from '../../../core/layers/kinds/kind.ts'
import { shuffledFrom } from '../../../core/layers/groups.ts'
import type { Layer, LayerType } from '../../../core/layers/layer.ts'
import { addConv, addConvTranspose } from './conv-nodes.ts'
import type { NodeWriter } from './node-writer.ts'
import { addPad } from './pad-nodes.ts'

interface Nodes<L extends Layer> {
  /** Writes a layer. @param name under which its weights stand in a state_dict */
  add(writer: NodeWriter, layer: L, name: string): void
}

type LayerNodes<L extends Layer = Layer> = Nodes<L>['add']

const plain = (op: string) => (writer: NodeWriter) => {
  writer.add(op)
}

/** Channels in another order, which leaves rows and columns open. @param from the channel that each comes from */
function addOrder(writer: NodeWriter, from: (channel: number) => number): void {
  const order = Array.from({ length: writer.channels }, (_, channel) => from(channel))
  writer.add('Gather', [writer.ints(...order)], { axis: 1 })
}

const NODES: { readonly [T in LayerType]: LayerNodes<LayerOf<T>> } = {
  conv2d: addConv,
  convTranspose2d: addConvTranspose,
  abs: plain('Abs'),
  affine(writer, _, name) {
    writer.add('Mul', [`${name}.scale`])
    writer.add('Add', [`${name}.shift`])
  },
  clip(writer, { min, max }) {
    writer.add('Clip', [writer.float(min), writer.float(max)])
  },
  elu(writer, { alpha }) {
    writer.add('Elu', [], { alpha: { float: alpha } })
  },
  gelu(writer, { approximate }) {
    writer.add('Gelu', [], { approximate })
  },
  hardsigmoid(writer) {
    writer.add('HardSigmoid', [], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } })
  },
  hardswish: plain('HardSwish'),
  identity: plain('Identity'),
  leakyRelu(writer, { negativeSlope }) {
    writer.add('LeakyRelu', [], { alpha: { float: negativeSlope } })
  },
  prelu(writer, { weight }, name) {
    const slope = writer.aside('Reshape', [`${name}.weight`, writer.ints(weight.length, 1, 1)])
    writer.add('PRelu', [slope])
  },
  relu: plain('Relu'),
  relu6(writer) {
    writer.add('Clip', [writer.float(0), writer.float(6)])
  },
  sigmoid: plain('Sigmoid'),
  silu(writer) {
    const { value } = writer
    writer.add('Sigmoid')
    writer.join('Mul', [value, writer.value])
  },
  softplus(writer, { beta, threshold }) {
    const { value } = writer
    writer.add('Mul', [writer.float(beta)])
    const isAbove = writer.aside('Greater', [writer.value, writer.float(threshold)])
    writer.add('Softplus')
    writer.add('Div', [writer.float(beta)])
    writer.join('Where', [isAbove, value, writer.value])
  },
  tanh: plain('Tanh'),
  maxPool2d(writer, { kernelSize, stride, padding, dilation, ceilMode }) {
    // ONNX Runtime takes less padding than a window has elements; in ceil mode the rule of the last window needs it here
    const isBefore = !ceilMode && padding.some((pixels, axis) => pixels >= (kernelSize[axis] ?? 0))
    const [h, w] = padding
    if (isBefore) addPad(writer, { padding: [w, w, h, h], mode: 'zeros', value: -Infinity })
    writer.add('MaxPool', [], {
      kernel_shape: kernelSize,
      strides: stride,
      pads: isBefore ? [0, 0, 0, 0] : [h, w, h, w],
      dilations: dilation,
      ceil_mode: Number(ceilMode),
    })
  },
  avgPool2d(writer, { kernelSize, stride, padding: [h, w], ceilMode, countIncludePad }) {
    writer.add('AveragePool', [], {
      kernel_shape: kernelSize,
      strides: stride,
      pads: [h, w, h, w],
      ceil_mode: Number(ceilMode),
      count_include_pad: Number(countIncludePad),
    })
  },
  globalAvgPool2d: plain('GlobalAveragePool'),
  pad: addPad,
  upsample(writer, { scaleFactor: [h, w], mode, alignCorners }) {
    const scales = writer.floats(1, 1, h, w)
    const place = alignCorners ? 'align_corners' : 'half_pixel'
    writer.add(
      'Resize',
      ['', scales],
      mode === 'nearest'
        ? { mode, coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
        : { mode: 'linear', coordinate_transformation_mode: place },
    )
  },
  pixelShuffle(writer, { factor }) {
    writer.add('DepthToSpace', [], { blocksize: factor, mode: 'CRD' })
    writer.channels /= factor * factor
  },
  pixelUnshuffle(writer, { factor }) {
    const { channels } = writer
    const square = factor * factor
    writer.add('SpaceToDepth', [], { blocksize: factor })
    writer.channels *= square
    // ONNX has the places before the channels
    addOrder(writer, (channel) => (channel % square) * channels + Math.floor(channel / square))
  },
  channelShuffle(writer, { groups }) {
    const { channels } = writer
    addOrder(writer, (channel) => shuffledFrom(channel, channels, groups))
  },
}

/** Nodes that do what a layer does behind those before. @param name under which its weights stand in a state_dict */
export function addLayer(writer: NodeWriter, layer: Layer, name: string): void {
  const nodes: LayerNodes = NODES[layer.type]
  nodes(writer, layer, name)
}
