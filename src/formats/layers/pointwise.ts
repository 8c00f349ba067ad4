import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import { readNumber, readObject, type Node } from '../json-reader.ts'
import { float64Text } from '../json-writer.ts'
import { pythonCall, pythonFloat64 } from '../python-text.ts'
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

/** A slope that is not finite is its name in files. */
export const LEAKY_RELU: LayerForm<LayerOf<'leakyRelu'>> = {
  read: (node) => ({
    type: 'leakyRelu',
    negativeSlope: readNumber(readObject(node, ['type', 'negativeSlope']).negativeSlope),
  }),
  fields: ({ negativeSlope }) => [['negativeSlope', float64Text(negativeSlope)]],
  value: (layer) => {
    const { negativeSlope: slope } = layer
    return { ...layer, negativeSlope: Number.isFinite(slope) ? slope : String(slope) }
  },
  module: ({ negativeSlope }) => pythonCall('nn.LeakyReLU', [pythonFloat64(negativeSlope)]),
  calls: ({ negativeSlope }) => assign(pythonCall('F.leaky_relu', ['x', pythonFloat64(negativeSlope)])),
}
