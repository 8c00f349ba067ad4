import { colorTable, type ColorMapName, type Theme } from '../core/colors.ts'
import { channelsOfGroup, groupOf } from '../core/groups.ts'
import type { Pipeline } from '../core/layers.ts'
import type { Shape4 } from '../core/tensor.ts'
import type { ColorTable, PaintRange, PaintRequest } from '../engine/engine.ts'
import type { MapRange } from './view.svelte.ts'

/** How maps are shown. */
export interface Look {
  readonly colorMap: ColorMapName
  readonly range: MapRange
  readonly theme: Theme
}

const tables = new Map<string, ColorTable>()

/** The table of a colour map, made once: every edit asks for it for every picture. Not to be changed. */
export function sharedColorTable(name: ColorMapName, theme: Theme): ColorTable {
  const key = `${name} ${theme}`
  const table = tables.get(key) ?? colorTable(name, theme)
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
 * @param size wanted picture; painted at most as large as the map
 */
export function mapRequest(
  layers: Pipeline,
  layer: number,
  channel: number,
  shape: Shape4,
  size: { readonly width: number; readonly height: number },
  look: Look,
): PaintRequest {
  const symmetric = look.colorMap === 'signed'
  const groups = look.range === 'group' ? groupsAt(layers, layer) : 1
  const range: PaintRange =
    look.range === 'map'
      ? { type: 'map', symmetric }
      : { type: 'channels', channels: peersOf(channel, shape[1], groups), symmetric }
  return { layer, channel, ...size, colors: sharedColorTable(look.colorMap, look.theme), range }
}
