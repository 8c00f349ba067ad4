import type { Conv2dInfo } from '../../core/layers/conv2d.ts'
import type { Layer } from '../../core/layers/layer.ts'
import type { Node } from '../json-reader.ts'

/** Weights that the rest of a file may still hold. */
export interface WeightBudget {
  left: number
}

/** A field of a layer as JSON text. */
export type JsonField = readonly [name: string, text: string]

/** How a type of layer stands in files and in PyTorch code. */
export interface LayerForm<L extends Layer = Layer> {
  /**
   * A layer of a file. Its fields are checked one by one, not yet against one another or the layer before.
   * @throws FormatError with the path of the field
   */
  read(node: Node, budget: WeightBudget): L
  /** The fields behind its type. */
  fields(layer: L): readonly JsonField[]
  /** The layer with the fields of its file as values, where these are not its own. */
  value?(layer: L): unknown
  /** Whether each of its fields stands on a line of its own. */
  readonly isLong?: boolean
  /** The module for nn.Sequential. */
  module(layer: L): string
  /**
   * The statements that take x through it by functions; `number` counts layers from 1 in the names of its tensors.
   * @param info of a convolution, null for other layers
   */
  calls(layer: L, number: number, info: Conv2dInfo | null): string[]
}

/** The statement that gives x another value. */
export function assign(expression: string): string[] {
  return [`x = ${expression}`]
}
