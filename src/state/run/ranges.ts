import { paintedRange, type ShownValues } from '../../core/image/colors.ts'
import { channelsOfGroup, groupOf } from '../../core/layers/groups.ts'
import { hasBank, type LayerType, type Pipeline } from '../../core/layers/layer.ts'
import type { Shape4 } from '../../core/tensor.ts'
import type { PicturePart } from '../../core/picture-part.ts'
import type { ColorTable, PaintRange, PaintRequest } from '../../engine/engine.ts'
import { lookColors, type FixedRange, type Look } from '../view/look.ts'

/** The size of a picture, and the part of the map that it shows. */
export interface PictureSize {
  readonly width: number
  readonly height: number
  readonly crop?: PicturePart
}

/** Layers behind which channels are no longer in the order of the groups that they came from. */
const SHUFFLING: readonly LayerType[] = ['channelShuffle', 'pixelShuffle', 'pixelUnshuffle']

/** Groups that the channels after layer `layer` come from: those of the Conv2d before it; 1 once they are shuffled. */
export function groupsAt(layers: Pipeline, layer: number): number {
  for (let i = layer; i >= 0; i--) {
    const each = layers[i]
    if (hasBank(each)) return each.bank.params.groups
    if (each !== undefined && SHUFFLING.includes(each.type)) return 1
  }
  return 1
}

/** The channels of groups that were asked for last: the maps of a layer mostly have theirs in common. */
let lastPeers: { readonly key: string; readonly channels: readonly number[] } = { key: '', channels: [] }

/** All channels of the groups that `of` belong to, ascending; the same list where it is asked for again. */
function peersOf(of: readonly number[], channels: number, groups: number): readonly number[] {
  const wanted = [...new Set(of.map((channel) => groupOf(channel, channels, groups)))].sort((a, b) => a - b)
  const key = [channels, groups, ...wanted].join()
  if (lastPeers.key !== key) {
    const peers = wanted.flatMap((group) => {
      const [from, to] = channelsOfGroup(group, channels, groups)
      return Array.from({ length: to - from }, (_, i) => from + i)
    })
    lastPeers = { key, channels: peers }
  }
  return lastPeers.channels
}

/**
 * The request to paint a map as the view shows it.
 * @param layer -1 for the input
 * @param shape output shape of the layer
 * @param size painted at most as large as what it shows
 * @param colors the look's, where they are at hand: requests alike share them
 */
export function mapRequest(
  layers: Pipeline,
  layer: number,
  channel: number,
  shape: Shape4,
  size: PictureSize,
  look: Look,
  colors = lookColors(look),
): PaintRequest {
  const range = paintRange(layers, layer, [channel], shape, look)
  return { layer, channel, ...size, colors, range }
}

/**
 * The requests that paint three maps as the red, green and blue of one picture: over one range, the look's, so that what
 * they share of it is their colour.
 */
export function rgbRequests(
  layers: Pipeline,
  layer: number,
  channels: readonly number[],
  shape: Shape4,
  size: PictureSize,
  look: Look,
): PaintRequest[] {
  const grays: Look = { ...look, colorMap: 'gray' }
  const range = paintRange(layers, layer, channels, shape, grays)
  return channels.map((channel, primary) => {
    return { layer, channel, ...size, colors: lookColors(grays, primary), range }
  })
}

/** The range of a look for maps that are seen together. */
function paintRange(
  layers: Pipeline,
  layer: number,
  together: readonly number[],
  shape: Shape4,
  { colorMap, range, fixed = null, shown = 'signed' }: Look,
): PaintRange {
  if (fixed !== null) return { type: 'fixed', ...paintedRange(shown, fixed) }
  const symmetric = colorMap === 'signed' || shown !== 'signed'
  const [first, ...more] = together
  if (range === 'map') {
    if (first !== undefined && more.length === 0) return { type: 'map', symmetric }
    return { type: 'channels', channels: [...new Set(together)], symmetric }
  }
  const groups = range === 'group' ? groupsAt(layers, layer) : 1
  return { type: 'channels', channels: peersOf(together, shape[1], groups), symmetric }
}

/** What of a map's values is shown, and between which ends: what stands beside the colours. */
export interface ShownRange extends FixedRange {
  readonly shown: ShownValues
}

/** The ends that a look shows of the range that a picture was painted over. */
export function shownRange({ shown = 'signed', fixed = null }: Look, painted: FixedRange): ShownRange {
  if (fixed !== null) return { shown, ...fixed }
  return { shown, low: shown === 'signed' ? painted.low : 0, high: painted.high }
}

/** The painted colours from the lower end of what is shown to the upper one. */
export function shownColors(look: Look): ColorTable {
  const table = lookColors(look)
  const { shown = 'signed', fixed = null } = look
  if (shown === 'signed') return table
  const { low, high } = fixed ?? { low: 0, high: 1 }
  const painted = paintedRange(shown, { low, high })
  const at = (value: number) =>
    ((value - painted.low) / (painted.high - painted.low || 1)) * (table.length - 1)
  // the table mirrors itself about zero, or is flat below it
  return table.subarray(Math.round(at(Math.max(0, low))), Math.round(at(Math.max(0, high))) + 1)
}
