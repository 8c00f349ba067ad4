import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import {
  PADDING_MODES,
  UPSAMPLE_MODES,
  type PadParams,
  type UpsampleParams,
} from '../../core/layers/layer.ts'
import { MAX_FACTOR, MAX_SCALE, MAX_SPAN } from '../../core/layers/limits.ts'
import {
  readArray,
  readBoolean,
  readFinite,
  readInteger,
  readNumber,
  readObject,
  readWord,
  refuse,
  type Node,
} from '../json-reader.ts'
import { float64Text } from '../json-writer.ts'
import { pythonCall, pythonFloat64, pythonString, pythonTuple, type Argument } from '../python-text.ts'
import { assign, type LayerForm } from './form.ts'

/** torch.nn.functional.pad. As a module it is one of torch.nn's, or `CircularPad` of `code/module-classes`. */
export const PAD: LayerForm<LayerOf<'pad'>> = {
  read(node) {
    const fields = readObject(node, ['type', 'padding', 'mode', 'value'])
    const sides = readArray(fields.padding, 4).map((side) => readInteger(side, -MAX_SPAN, MAX_SPAN))
    const [left = 0, right = 0, top = 0, bottom = 0] = sides
    const mode = readWord(fields.mode, PADDING_MODES)
    const value = readNumber(fields.value)
    if (mode !== 'zeros' && !Object.is(value, 0)) refuse(fields.value, `expected 0 with mode "${mode}"`)
    return { type: 'pad', padding: [left, right, top, bottom], mode, value }
  },
  fields: ({ padding, mode, value }) => [
    ['padding', `[${padding.join(', ')}]`],
    ['mode', JSON.stringify(mode)],
    ['value', float64Text(value)],
  ],
  value: (layer) => ({
    ...layer,
    value: Number.isFinite(layer.value) ? layer.value : String(layer.value),
  }),
  module: (layer) => {
    const sides = pythonTuple(layer.padding)
    return isConstant(layer)
      ? pythonCall('nn.ConstantPad2d', [sides, pythonFloat64(layer.value)])
      : pythonCall(PAD_MODULES[layer.mode], [sides])
  },
  calls: (layer) => {
    const { mode, value } = layer
    const more: Argument[] = [
      mode === 'zeros' ? null : ['mode', pythonString(mode)],
      isConstant(layer) ? ['value', pythonFloat64(value)] : null,
    ]
    const call = pythonCall('F.pad', ['x', pythonTuple(layer.padding)], ...more)
    return [`x = ${call}  # left, right, top, bottom`]
  },
}

const PAD_MODULES: Readonly<Record<PadParams['mode'], string>> = {
  zeros: 'nn.ZeroPad2d',
  reflect: 'nn.ReflectionPad2d',
  replicate: 'nn.ReplicationPad2d',
  circular: 'CircularPad',
}

function isConstant({ mode, value }: PadParams): boolean {
  return mode === 'zeros' && !Object.is(value, 0)
}

/** torch.nn.Upsample */
export const UPSAMPLE: LayerForm<LayerOf<'upsample'>> = {
  read(node) {
    const fields = readObject(node, ['type', 'scaleFactor', 'mode', 'alignCorners'])
    const [h = NaN, w = NaN] = readArray(fields.scaleFactor, 2).map(readScale)
    const mode = readWord(fields.mode, UPSAMPLE_MODES)
    const alignCorners = readBoolean(fields.alignCorners)
    if (alignCorners && mode === 'nearest') refuse(fields.alignCorners, 'expected false with mode "nearest"')
    return { type: 'upsample', scaleFactor: [h, w], mode, alignCorners }
  },
  fields: ({ scaleFactor, mode, alignCorners }) => [
    ['scaleFactor', `[${scaleFactor.map(float64Text).join(', ')}]`],
    ['mode', JSON.stringify(mode)],
    ['alignCorners', String(alignCorners)],
  ],
  module: (layer) => pythonCall('nn.Upsample', [], ...upsampleArguments(layer)),
  calls: (layer) => assign(pythonCall('F.interpolate', ['x'], ...upsampleArguments(layer))),
}

function readScale(node: Node): number {
  const scale = readFinite(node)
  if (scale <= 0 || scale > MAX_SCALE) refuse(node, `expected a number above 0 and at most ${MAX_SCALE}`)
  return scale
}

function upsampleArguments({ scaleFactor: [h, w], mode, alignCorners }: UpsampleParams): Argument[] {
  return [
    ['scale_factor', `(${pythonFloat64(h)}, ${pythonFloat64(w)})`],
    ['mode', pythonString(mode)],
    mode === 'nearest' ? null : ['align_corners', alignCorners ? 'True' : 'False'],
  ]
}

/** torch.nn.PixelShuffle or PixelUnshuffle: a layer whose only setting is its factor. */
function shuffling<T extends 'pixelShuffle' | 'pixelUnshuffle'>(type: T, module: string, call: string) {
  return {
    read: (node: Node) => {
      const { factor } = readObject(node, ['type', 'factor'])
      return { type, factor: readInteger(factor, 1, MAX_FACTOR) }
    },
    fields: ({ factor }: { factor: number }) => [['factor', String(factor)] as const],
    module: ({ factor }: { factor: number }) => pythonCall(module, [factor]),
    calls: ({ factor }: { factor: number }) => assign(pythonCall(call, ['x', factor])),
  }
}

/** torch.nn.PixelShuffle */
export const PIXEL_SHUFFLE = shuffling('pixelShuffle', 'nn.PixelShuffle', 'F.pixel_shuffle')
/** torch.nn.PixelUnshuffle */
export const PIXEL_UNSHUFFLE = shuffling('pixelUnshuffle', 'nn.PixelUnshuffle', 'F.pixel_unshuffle')
