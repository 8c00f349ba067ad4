import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import type { Pair } from '../../core/tensor.ts'
import { MAX_SPAN } from '../../core/layers/limits.ts'
import type { PoolLayer } from '../../core/layers/pool.ts'
import { readBoolean, readObject } from '../json-reader.ts'
import { pythonCall, pythonPair, type Argument } from '../python-text.ts'
import { assign, type LayerForm } from './form.ts'
import { pairText, pairUnless, readPair, readWindow } from './pairs.ts'

/** torch.nn.MaxPool2d */
export const MAX_POOL: LayerForm<LayerOf<'maxPool2d'>> = {
  read(node) {
    const fields = readObject(node, ['type', 'kernelSize', 'stride', 'padding', 'dilation', 'ceilMode'])
    return {
      type: 'maxPool2d',
      ...readWindow(fields),
      dilation: readPair(fields.dilation, 1, MAX_SPAN),
      ceilMode: readBoolean(fields.ceilMode),
    }
  },
  fields: (layer) => [
    ...windowFields(layer),
    ['dilation', pairText(layer.dilation)],
    ['ceilMode', String(layer.ceilMode)],
  ],
  module: (layer) => pythonCall('nn.MaxPool2d', [pythonPair(layer.kernelSize)], ...poolArguments(layer)),
  calls: (layer) =>
    assign(pythonCall('F.max_pool2d', ['x', pythonPair(layer.kernelSize)], ...poolArguments(layer))),
}

/** torch.nn.AvgPool2d */
export const AVG_POOL: LayerForm<LayerOf<'avgPool2d'>> = {
  read(node) {
    const fields = readObject(node, [
      'type',
      'kernelSize',
      'stride',
      'padding',
      'ceilMode',
      'countIncludePad',
    ])
    return {
      type: 'avgPool2d',
      ...readWindow(fields),
      ceilMode: readBoolean(fields.ceilMode),
      countIncludePad: readBoolean(fields.countIncludePad),
    }
  },
  fields: (layer) => [
    ...windowFields(layer),
    ['ceilMode', String(layer.ceilMode)],
    ['countIncludePad', String(layer.countIncludePad)],
  ],
  module: (layer) => pythonCall('nn.AvgPool2d', [pythonPair(layer.kernelSize)], ...poolArguments(layer)),
  calls: (layer) =>
    assign(pythonCall('F.avg_pool2d', ['x', pythonPair(layer.kernelSize)], ...poolArguments(layer))),
}

function windowFields({
  kernelSize,
  stride,
  padding,
}: Readonly<Record<'kernelSize' | 'stride' | 'padding', Pair>>) {
  return [
    ['kernelSize', pairText(kernelSize)],
    ['stride', pairText(stride)],
    ['padding', pairText(padding)],
  ] as const
}

function poolArguments(layer: PoolLayer): Argument[] {
  const dilation: Pair = layer.type === 'maxPool2d' ? layer.dilation : [1, 1]
  return [
    ['stride', pythonPair(layer.stride)],
    pairUnless('padding', layer.padding, 0),
    pairUnless('dilation', dilation, 1),
    layer.ceilMode ? ['ceil_mode', 'True'] : null,
    layer.type === 'avgPool2d' && !layer.countIncludePad ? ['count_include_pad', 'False'] : null,
  ]
}
