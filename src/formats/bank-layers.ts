import type { Layer, LayerType } from '../core/layers/layer.ts'
import { refuse, show, type Node } from './json-reader.ts'
import { objectText } from './json-writer.ts'
import type { WeightBudget } from './layers/form.ts'
import { formOf, LAYER_FORMS } from './layers/forms.ts'

/** The table has no other keys. */
const LAYER_TYPES = Object.keys(LAYER_FORMS) as readonly LayerType[]

/**
 * One layer of a file. Its fields are checked one by one, not yet against one another or the layer before.
 * @throws FormatError with the path of the field
 */
export function readLayer(node: Node, budget: WeightBudget): Layer {
  return LAYER_FORMS[layerType(node)].read(node, budget)
}

/** One layer with the fields of its file; weights stay flat and in float32, a slope that is not finite is its name. */
export function layerValue(layer: Layer): unknown {
  return formOf(layer).value?.(layer) ?? layer
}

/** One layer as JSON text, indented to stand in the list of layers. */
export function writeLayer(layer: Layer): string {
  const form = formOf(layer)
  const fields = [['type', JSON.stringify(layer.type)] as const, ...form.fields(layer)]
  return form.isLong === true
    ? `{\n      ${objectText(fields, ',\n      ')}\n    }`
    : `{ ${objectText(fields)} }`
}

/** The type alone, before the fields of an object are known. */
function layerType(node: Node): LayerType {
  const { value, path } = node
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'type') || !('type' in value)) {
    refuse(node, 'expected a layer: an object with a type')
  }
  const { type } = value
  const known = LAYER_TYPES.find((each) => each === type)
  // The list would be longer than a message may be.
  return (
    known ??
    refuse(
      { value: type, path: `${path}.type` },
      `expected a layer that this version has, but got ${show(type)}`,
    )
  )
}
