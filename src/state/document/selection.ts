import { channelsAfter } from '../../core/bank/channel-flow.ts'
import { bankOf, type Pipeline } from '../../core/layers/layer.ts'
import { IMAGE_CHANNELS, type Edit } from './edits.ts'

/** What is selected in a document. */
export interface Selection {
  /** Position of a layer, from 0. */
  readonly layer: number
  /** A filter (output channel) of a Conv2d, or a map of another layer. */
  readonly filter: number
  /** A kernel of that filter, counted within its group: `weight[filter, channel]`. */
  readonly channel: number
  /** A weight of that kernel. */
  readonly cell: readonly [row: number, column: number]
  /** The filters that operations are done to, ascending; the selected one is among them. */
  readonly picked: readonly number[]
  /** Where a range of picked filters begins. */
  readonly anchor: number
}

/** A layer, newly selected, and one filter of it. */
export function selectionOf(layer: number, filter = 0, channel = 0): Selection {
  return { layer, filter, channel, cell: [0, 0], picked: [filter], anchor: filter }
}

/** Another filter; the picked ones stay picked where it is one of them. */
export function withFilter(selection: Selection, filter: number, channel = selection.channel): Selection {
  if (selection.picked.includes(filter)) return { ...selection, filter, channel }
  return { ...selection, filter, channel, picked: [filter], anchor: filter }
}

/** The nearest to a selection that there is in a pipeline. */
export function selectionIn(selection: Selection, layers: Pipeline): Selection {
  const layer = clampIndex(selection.layer, layers.length)
  const selected = layers[layer]
  const count = mapsOf(layers, layer)
  const filter = clampIndex(selection.filter, count)
  const picked = selection.picked.filter((each) => each < count)
  const isPicked = picked.includes(filter)
  const found = {
    layer,
    filter,
    picked: isPicked ? picked : [filter],
    anchor: isPicked ? clampIndex(selection.anchor, count) : filter,
  }
  const bank = bankOf(selected)
  if (bank === null) return { ...selection, ...found }
  const [, perGroup, height, width] = bank.weight.shape
  const [row, column] = selection.cell
  return {
    ...found,
    channel: clampIndex(selection.channel, perGroup),
    cell: [clampIndex(row, height), clampIndex(column, width)],
  }
}

/** What is selected after an edit, and whether it is still the same layer of which something is selected. */
export function followEdit(
  { layer, ...before }: Selection,
  from: Pipeline,
  { document: { layers }, origins, select, filters }: Edit,
): { readonly selection: Selection; readonly isSameLayer: boolean } {
  const went = origins === undefined ? layer : origins.indexOf(layer)
  const at = select ?? (went < 0 ? layer : went)
  const isSameLayer = at === went
  const isCountSame = isSameLayer && mapsOf(from, layer) === mapsOf(layers, at)
  const [first] = filters ?? []
  const selection =
    went < 0
      ? selectionOf(at)
      : first !== undefined
        ? { ...before, layer: at, filter: first, picked: filters ?? [], anchor: first }
        : { ...before, layer: at, ...(!isCountSame && { picked: [before.filter], anchor: before.filter }) }
  return { selection: selectionIn(selection, layers), isSameLayer }
}

/** Nearest index into `count` things. */
export function clampIndex(index: number, count: number): number {
  return Math.max(0, Math.min(index, count - 1))
}

/** How many maps a layer makes, as far as layers alone say. */
function mapsOf(layers: Pipeline, at: number): number {
  return channelsAfter(layers.slice(0, at + 1), IMAGE_CHANNELS)
}
