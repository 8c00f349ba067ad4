import { ShapeError } from '../../core/errors.ts'
import { inChannelsOf } from '../../core/layers/conv2d.ts'
import { greatestCommonDivisor, inGroups, validGroups } from '../../core/layers/groups.ts'
import { bankOf, hasBank, type Layer } from '../../core/layers/layer.ts'
import { MAX_CHANNELS } from '../../core/layers/limits.ts'
import { pipelineShapes } from '../../core/layers/pipeline.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { runningLayers } from './bypass.ts'
import type { FilterbankDocument } from './document.ts'
import { changeLayer, layerAt, withMessage, type Edit } from './edits.ts'
import { layerSettings, type LayerSettings } from './layer-settings.ts'

/** A layer whose groups do not divide its channels, and what was asked of it. */
export interface Misgrouped {
  readonly document: FilterbankDocument
  readonly layer: number
  /** Shape of the picture. */
  readonly input: Shape4
  /** All its settings, as they were typed. */
  readonly wanted: LayerSettings
  /** @throws ShapeError for a document that may not take the place of this one */
  readonly check: (after: FilterbankDocument) => void
}

/** The settings of one way out: of the layer, and how many channels the layer before it makes. */
interface Target {
  readonly groups: number
  readonly filters: number
  readonly channels: number
}

/** More of them would be a menu. */
const MOST = 4

/**
 * Ways to groups that divide the channels, each an edit whose label says what it does ("Use 9 filters"): first those that
 * keep the groups that were asked for, by other filters or other channels, the growing ones before the shrinking ones; then
 * the nearest groups that fit. Empty where the groups are no positive whole number, or divide all.
 */
export function groupWays(at: Misgrouped): readonly Edit[] {
  const { document, layer, input, wanted } = at
  const { groups } = wanted
  const shapes = pipelineShapes(input, runningLayers(document).slice(0, layer))
  const bank = bankOf(layerAt(document, layer))
  const channels = bank === null ? (shapes.at(-1) ?? input)[1] : inChannelsOf(bank)
  const filters = bank === null ? channels : (wanted.outChannels ?? bank.weight.shape[0])
  if (groups === undefined || !Number.isInteger(groups) || groups < 1 || groups > MAX_CHANNELS) return []
  if (channels % groups === 0 && filters % groups === 0) return []

  const source = makerOf(document, layer, shapes, input)
  /** A layer without filters has nothing to choose. */
  const filtersFor = (by: number) => (bank === null ? [filters] : near(filters, by))
  const counts = multiples(channels, groups, source)
  // Where both have to change, both grow or both shrink.
  const asked = counts.flatMap((count, i) => {
    const own = filtersFor(groups)
    const some = counts.length > 1 && own.length > 1 ? own.slice(i, i + 1) : own
    return some.map((each): Target => ({ groups, filters: each, channels: count }))
  })
  const fitting = closest(validGroups(channels, filters), groups)
  const others = closest(validGroups(channels, channels), groups).flatMap((other) =>
    filtersFor(other).map((own): Target => ({ groups: other, filters: own, channels })),
  )
  const kept = fitting.map((other): Target => ({ groups: other, filters, channels }))
  const isDense = (target: Target) => target.groups === 1
  // Dense always fits, and says least of what was wanted.
  const ordered = [...asked, ...kept.filter((each) => !isDense(each)), ...others, ...kept.filter(isDense)]
  const ways = ordered.flatMap((target) => edits(at, target, { groups, filters, channels }, source))
  return ways.filter(({ label }, i) => ways.findIndex((each) => each.label === label) === i).slice(0, MOST)
}

/** The number itself where it is divisible, else the multiples next above and below. */
function near(count: number, by: number): readonly number[] {
  if (count % by === 0) return [count]
  const below = Math.floor(count / by) * by
  return [below + by, below].filter((each) => each > 0 && each <= MAX_CHANNELS)
}

/** The channels that the layer before can make for these groups, those there are where that cannot be chosen. */
function multiples(channels: number, groups: number, source: Source | null): readonly number[] {
  if (channels % groups === 0) return [channels]
  if (source === null) return []
  const both = (groups * source.groups) / greatestCommonDivisor(groups, source.groups)
  return near(channels, both)
}

/** The values next above and below. */
function closest(valid: readonly number[], wanted: number): readonly number[] {
  const above = valid.find((value) => value > wanted)
  const below = valid.findLast((value) => value < wanted)
  return [above, below].filter((value) => value !== undefined)
}

/** The layer whose filters are the channels of another. */
interface Source {
  readonly layer: number
  readonly groups: number
}

/** Null where the channels are the picture's, or made of others by a shuffle of pixels. */
function makerOf(
  document: FilterbankDocument,
  layer: number,
  shapes: readonly Shape4[],
  input: Shape4,
): Source | null {
  const running = runningLayers(document)
  for (let at = layer - 1; at >= 0; at--) {
    const each = running[at]
    if (each === undefined) return null
    if (hasBank(each)) return { layer: at, groups: each.bank.params.groups }
    if (shapes[at]?.[1] !== (shapes[at - 1] ?? input)[1]) return null
  }
  return null
}

/** The edit that brings a target about; none where what follows would not fit, or would be too large. */
function edits(at: Misgrouped, to: Target, typed: Target, source: Source | null): readonly Edit[] {
  const { layer, wanted, check } = at
  try {
    const before =
      to.channels === typed.channels || source === null ? null : withChannels(at, source, to.channels)
    const { document } = before ?? at
    const edit = changeLayer(document, layer, settingsOf(layerAt(document, layer), wanted, to))
    check(edit.document)
    return [withMessage({ ...edit, label: words(to, typed) }, before?.message ?? '')]
  } catch (error) {
    if (error instanceof ShapeError) return []
    throw error
  }
}

/** The layer before makes as many channels; meanwhile the layer is dense, which any number fits. */
function withChannels({ document, layer }: Misgrouped, source: Source, channels: number): Edit {
  const dense = changeLayer(document, layer, { groups: 1 })
  return changeLayer(dense.document, source.layer, { outChannels: channels })
}

/** What was asked for, with what the target has in its place. Groups that stay are not set: filters then keep theirs. */
function settingsOf(layer: Layer, { groups: _, ...wanted }: LayerSettings, to: Target): LayerSettings {
  return {
    ...wanted,
    ...(hasBank(layer) && { outChannels: to.filters }),
    ...(layerSettings(layer).groups !== to.groups && { groups: to.groups }),
  }
}

/** "Use 3 groups and 9 filters". */
function words(to: Target, typed: Target): string {
  const parts = [
    to.groups === typed.groups ? '' : inGroups(to.groups),
    to.filters === typed.filters ? '' : `${to.filters} filters`,
    to.channels === typed.channels ? '' : `${to.channels} channels before`,
  ]
  return `Use ${parts.filter((part) => part !== '').join(' and ')}`
}
