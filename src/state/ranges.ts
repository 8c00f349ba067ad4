import { colorTable, type ColorMapName, type ShownValues, type Theme } from '../core/colors.ts'
import { channelsOfGroup, groupOf } from '../core/groups.ts'
import type { Pipeline } from '../core/layers.ts'
import type { Shape4 } from '../core/tensor.ts'
import type { ColorTable, Crop, PaintRange, PaintRequest } from '../engine/engine.ts'
import type { FixedRange, MapRange } from './view.svelte.ts'

/** How maps are shown. */
export interface Look {
  readonly colorMap: ColorMapName
  readonly range: MapRange
  /** The same range for all maps, in place of their own. */
  readonly fixed?: FixedRange | null
  /** Signed unless given. */
  readonly shown?: ShownValues
  readonly theme: Theme
}

const tables = new Map<string, ColorTable>()

/** The table of a colour map, made once: every edit asks for it for every picture. Not to be changed. */
export function sharedColorTable(
  name: ColorMapName,
  theme: Theme,
  shown: ShownValues = 'signed',
): ColorTable {
  const key = `${name} ${theme} ${shown}`
  const table = tables.get(key) ?? colorTable(name, theme, shown)
  tables.set(key, table)
  return table
}

/** Groups that the channels after layer `layer` come from: those of the Conv2d before it; 1 once they are shuffled. */
export function groupsAt(layers: Pipeline, layer: number): number {
  for (let i = layer; i >= 0; i--) {
    const each = layers[i]
    if (each?.type === 'conv2d') return each.bank.params.groups
    if (each?.type === 'channelShuffle') return 1
  }
  return 1
}

/** All channels of the group that `channel` belongs to. */
function peersOf(channel: number, channels: number, groups: number): readonly number[] {
  const [from, to] = channelsOfGroup(groupOf(channel, channels, groups), channels, groups)
  return Array.from({ length: to - from }, (_, i) => from + i)
}

/**
 * The request to paint a map as the view shows it.
 * @param layer -1 for the input
 * @param shape output shape of the layer
 * @param size wanted picture, and the part of the map that it shows; painted at most as large as that
 */
export function mapRequest(
  layers: Pipeline,
  layer: number,
  channel: number,
  shape: Shape4,
  size: { readonly width: number; readonly height: number; readonly crop?: Crop },
  look: Look,
): PaintRequest {
  const { colorMap, theme, shown = 'signed' } = look
  const range = paintRange(layers, layer, channel, shape, look)
  return { layer, channel, ...size, colors: sharedColorTable(colorMap, theme, shown), range }
}

function paintRange(
  layers: Pipeline,
  layer: number,
  channel: number,
  shape: Shape4,
  { colorMap, range, fixed = null, shown = 'signed' }: Look,
): PaintRange {
  const symmetric = colorMap === 'signed' || shown !== 'signed'
  if (fixed !== null) {
    const most = Math.max(Math.abs(fixed.low), Math.abs(fixed.high))
    return symmetric ? { type: 'fixed', low: -most, high: most } : { type: 'fixed', ...fixed }
  }
  if (range === 'map') return { type: 'map', symmetric }
  const groups = range === 'group' ? groupsAt(layers, layer) : 1
  return { type: 'channels', channels: peersOf(channel, shape[1], groups), symmetric }
}
