import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import { GELU_FORMS } from '../../core/layers/layer.ts'
import { MAX_CHANNELS } from '../../core/layers/limits.ts'
import { readFloats, readNumber, readObject, readWord, refuse, type Node } from '../json-reader.ts'
import { flatText, float64Text } from '../json-writer.ts'
import { pythonCall, pythonFloat64, pythonString, type Argument } from '../python-text.ts'
import { assign, type LayerForm } from './form.ts'

/** The form of a layer without settings. */
interface PlainForm<T> {
  read(node: Node): { readonly type: T }
  fields(): []
  module(): string
  calls(): string[]
}

/** A layer without settings. @param module of nn.Sequential @param call what its function makes of x, null where that is x */
export function plain<T extends string>(type: T, module: string, call: string | null): PlainForm<T> {
  return {
    read(node) {
      readObject(node, ['type'])
      return { type }
    },
    fields: () => [],
    module: () => module,
    calls: () => (call === null ? [] : assign(call)),
  }
}

/** A layer whose settings are numbers: in files and in memory by one name, in PyTorch's module and function in this order. */
type NumericLayer<T, K extends string> = { readonly type: T } & Readonly<Record<K, number>>

/** A layer whose settings are numbers. One that is not finite is its name in files. @param call the function of x */
export function numeric<T extends string, const K extends string>(
  type: T,
  keys: readonly K[],
  module: string,
  call: string,
) {
  type Numeric = NumericLayer<T, K>
  const each = <Value>(valueOf: (key: K) => Value) =>
    Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<K, Value>
  const python = (layer: Numeric) => keys.map((key) => pythonFloat64(layer[key]))
  return {
    read(node: Node): Numeric {
      const fields = readObject(node, ['type', ...keys])
      return { type, ...each((key) => readNumber(fields[key])) }
    },
    fields: (layer: Numeric) => keys.map((key) => [key, float64Text(layer[key])] as const),
    value: (layer: Numeric) => ({
      type,
      ...each((key) => (Number.isFinite(layer[key]) ? layer[key] : String(layer[key]))),
    }),
    module: (layer: Numeric) => pythonCall(module, python(layer)),
    calls: (layer: Numeric) => assign(pythonCall(call, ['x', ...python(layer)])),
  }
}

const BOUNDS = numeric('clip', ['min', 'max'], 'Clip', 'torch.clamp')

/** torch.clamp, a module of which `code/module-classes` has. */
export const CLIP: LayerForm<LayerOf<'clip'>> = {
  ...BOUNDS,
  read(node) {
    const layer = BOUNDS.read(node)
    if (Number.isNaN(layer.min) || Number.isNaN(layer.max))
      refuse(node, 'a bound is a number or infinite, not NaN')
    return layer
  },
}

/** torch.nn.GELU */
export const GELU: LayerForm<LayerOf<'gelu'>> = {
  read: (node) => ({
    type: 'gelu',
    approximate: readWord(readObject(node, ['type', 'approximate']).approximate, GELU_FORMS),
  }),
  fields: ({ approximate }) => [['approximate', JSON.stringify(approximate)]],
  module: (layer) => pythonCall('nn.GELU', [], approximately(layer)),
  calls: (layer) => assign(pythonCall('F.gelu', ['x'], approximately(layer))),
}

/** Left out where it is what PyTorch takes by itself. */
function approximately({ approximate }: LayerOf<'gelu'>): Argument {
  return approximate === 'none' ? null : ['approximate', pythonString(approximate)]
}

/** torch.nn.PReLU; its weights are written by the programs. */
export const PRELU: LayerForm<LayerOf<'prelu'>> = {
  read(node) {
    const { weight: field } = readObject(node, ['type', 'weight'])
    const weight = readFloats(field, null, MAX_CHANNELS)
    if (weight.length === 0) refuse(field, 'expected one weight, or one for each channel')
    return { type: 'prelu', weight }
  },
  fields: ({ weight }) => [['weight', flatText(weight)]],
  module: ({ weight }) => pythonCall('nn.PReLU', [weight.length]),
  calls: (_layer, number) => assign(`F.prelu(x, weight${number})`),
}
