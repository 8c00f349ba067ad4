import { bankOf, type FilterBank, type Pipeline } from '../../core/layers/layer.ts'
import type { Shape4 } from '../../core/tensor.ts'

/** What a check looks at. */
export interface CheckedState {
  /** Shape of the working picture. */
  readonly input: Shape4
  /** The layers that run. */
  readonly layers: Pipeline
  /** Output of each of them; null while one does not fit. */
  readonly shapes: readonly Shape4[] | null
  /** Outputs when the step began. */
  readonly startShapes: readonly Shape4[]
  /** Positions from 0. */
  readonly selection: { readonly layer: number; readonly filter: number; readonly channel: number }
  /** The tabs that are open: of the drawer, and of a phone. */
  readonly tabs: readonly string[]
  /** Whether the selected layer's variants have been measured. */
  readonly measured: boolean
}

/** What is not so yet, in a sentence that says what is and what is wanted; null when it holds. */
export type Check = (state: CheckedState) => string | null

/** The filters of a layer, or in words that it has none. @param at position from 0 */
export function bankAt({ layers }: CheckedState, at: number): FilterBank | string {
  const layer = layers[at]
  if (layer === undefined) return `There is no layer ${at + 1}.`
  return bankOf(layer) ?? `Layer ${at + 1} has no filters.`
}

/** "1 channel", "3 channels". */
export function channelWords(count: number): string {
  return `${count} ${count === 1 ? 'channel' : 'channels'}`
}
