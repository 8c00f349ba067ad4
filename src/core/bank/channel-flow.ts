import type { FollowedLayer } from '../layers/kinds/kind.ts'
import { kindOf } from '../layers/kinds/kinds.ts'
import { ShapeError } from '../errors.ts'
import { all, byNumber } from './filter-list.ts'
import { shuffledFrom, type Sources } from '../layers/groups.ts'
import { bankOf, type Layer, type Pipeline } from '../layers/layer.ts'
import { onChannels } from './on-channels.ts'

/*
 * Who reads whom, through an edit of the list of layers. Each channel that a layer reads is followed back to the filter
 * that makes it; where that filter is after the edit, the layer reads it by the same weights.
 */

/** An edit of a list of layers, before anything behind it has followed. */
export interface LayersEdit {
  readonly before: Pipeline
  readonly after: Pipeline
  /** For each layer of `after`, its position in `before`; null for a new one. */
  readonly origins: readonly (number | null)[]
  /** The Conv2d of `after` whose filters were rearranged, and how; those of other Conv2ds are what they were by number. */
  readonly filters?: { readonly at: number; readonly sources: Sources }
  /** Positions in `before` of layers that pass their input on. */
  readonly bypassed?: readonly number[]
  /** Channels of the input of both. */
  readonly inputChannels: number
}

/** Layers that fit one another, and what was done to them. */
export interface FittedPipeline {
  readonly layers: Pipeline
  /** Plain sentences such as "Layer 3 now takes 6 channels."; layers count from 1. */
  readonly changes: readonly string[]
}

/**
 * The layers after an edit, each with its weights at the channels that it read before; new channels get zeros (affine:
 * scale 1, shift 0), those that are gone take their kernels with them, and groups become fewer where they would part a
 * filter from what it read (see rewire). Of a copied filter the first is what was read. A Conv2d that is only in one of
 * the lists, or stands elsewhere in it, passes its channels on by number; so does a shuffle that is new, gone, moved or
 * set to other groups, as that is done to change who reads what. A layer whose input is as before stays the same object,
 * also where it does not fit.
 * @throws ShapeError where a layer that has to become dense would have more weights than a pipeline holds
 */
export function followChannels(edit: LayersEdit): FittedPipeline {
  const layers: Layer[] = []
  const changes: string[] = []
  edit.after.forEach((layer, at) => {
    const sources = sourcesAt(edit, layer, at, layers)
    const followed = sources === null ? { layer, change: '' } : follow(layer, sources, at)
    if (followed.change !== '') changes.push(`Layer ${at + 1} ${followed.change}`)
    layers.push(followed.layer)
  })
  return { layers, changes }
}

function follow(layer: Layer, sources: Sources, at: number): FollowedLayer {
  try {
    return onChannels(layer, sources)
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    const words = `Layer ${at + 1} would have to take ${sources.length} channels with each weight at its channel. `
    throw new ShapeError(words + error.message, error.field)
  }
}

/**
 * Make every layer take the channels of the one before it, the first `inputChannels`: those that do not read their channels
 * by number from now on. A layer that fits stays the same object. Sizes of the image do not matter here.
 */
export function fitPipeline(layers: Pipeline, inputChannels: number): FittedPipeline {
  const changes: string[] = []
  let channels = inputChannels
  const fitted = layers.map((layer, at) => {
    const result = onChannels(layer, byNumber(channelsOf(layer) ?? channels, channels))
    if (result.change !== '') changes.push(`Layer ${at + 1} ${result.change}`)
    channels = outChannelsOf(result.layer, channels)
    return result.layer
  })
  return { layers: fitted, changes }
}

/**
 * For every channel that layer `at` of `after` gets, the one of its own that it was; null where its input is as before.
 * @param done the layers before it, as they will be
 */
function sourcesAt(edit: LayersEdit, layer: Layer, at: number, done: Pipeline): Sources | null {
  const { before, after, origins, inputChannels } = edit
  const origin = origins[at] ?? null
  const own = channelsOf(layer)
  if (origin === null) {
    const channels = channelsAfter(done, inputChannels)
    return byNumber(own ?? channels, channels)
  }
  const skipped = skippedBefore(edit, origin, own)
  const isActive = ({ id }: Step) => id === null || !skipped.includes(id)
  const was = before.slice(0, origin).map((each, i): Step => ({ id: i, layer: each, meant: each }))
  const is = done.map((each, i): Step => ({ id: origins[i] ?? null, layer: each, meant: after[i] ?? each }))
  const [from, since, until] = common(was.filter(isActive), is.filter(isActive))
  const start = from === null ? inputChannels : filtersOf(before[from])
  const old = pass(all(start), since, until)
  const now = pass(from === null ? all(start) : sourcesOf(edit, from), until, since)
  if (now.length === old.length && now.every((channel, i) => channel === old[i])) return null
  return now.map((channel) => {
    const source = channel === null ? -1 : old.indexOf(channel)
    return source < 0 || source >= (own ?? Infinity) ? null : source
  })
}

/** A layer on the way to another. */
interface Step {
  /** Its position in the list before, null for a new one. */
  readonly id: number | null
  readonly layer: Layer
  /** As the edit has it, before it followed. */
  readonly meant: Layer
}

/** Bypassed layers before a layer; none where it only fits what they would make. */
function skippedBefore({ before, bypassed = [], inputChannels }: LayersEdit, at: number, own: number | null) {
  const running = before.filter((_, i) => i < at && !bypassed.includes(i))
  return own === null || channelsAfter(running, inputChannels) === own ? bypassed : []
}

/** The Conv2d, or transposed one, nearest in both lists, null for their input, and the steps behind it in each. */
function common(
  was: readonly Step[],
  is: readonly Step[],
): readonly [from: number | null, since: readonly Step[], until: readonly Step[]] {
  const isConv = ({ layer }: Step) => bankOf(layer) !== null
  const pairs = is.flatMap((step, i) => {
    const w = was.findIndex(({ id }) => id === step.id)
    const behind = [was.slice(w + 1), is.slice(i + 1)] as const
    const distance = behind.flat().filter(isConv).length
    return w >= 0 && isConv(step) ? [{ id: step.id, behind, distance }] : []
  })
  const least = Math.min(...pairs.map(({ distance }) => distance))
  const nearest = pairs.find(({ distance }) => distance === least)
  return nearest === undefined ? [null, was, is] : [nearest.id, ...nearest.behind]
}

/** The channels behind some steps: those before them by number, but through shuffles that both ways have as these carry them. */
function pass(start: Sources, steps: readonly Step[], others: readonly Step[]): Sources {
  return steps.reduce((channels, { id, layer, meant }) => {
    const isShared = others.some((other) => other.id === id && other.meant === meant)
    if (layer.type === 'channelShuffle') {
      if (!isShared || channels.length % layer.groups !== 0) return channels
      return channels.map((_, i) => channels[shuffledFrom(i, channels.length, layer.groups)] ?? null)
    }
    if (isShared && layer.type === 'pixelShuffle') return cellsOf(channels, layer.factor ** 2)
    if (isShared && layer.type === 'pixelUnshuffle') return partsOf(channels, layer.factor ** 2)
    const count = outChannelsOf(layer, channels.length)
    return count === channels.length ? channels : all(count).map((i) => channels[i] ?? null)
  }, start)
}

/** Channels that are made of `each` channels: a whole cell is told by its own, a broken one by its place, unless that is taken. */
function cellsOf(channels: Sources, each: number): Sources {
  const cells = all(Math.max(1, Math.floor(channels.length / each))).map((cell) => {
    const first = channels[cell * each] ?? null
    const isWhole = all(each).every((i) => first !== null && channels[cell * each + i] === first + i)
    return isWhole && first !== null && first % each === 0 ? first / each : null
  })
  return cells.map((cell, place) => cell ?? (cells.includes(place) ? null : place))
}

/** Channels that are each one of `each` parts of a channel. */
function partsOf(channels: Sources, each: number): Sources {
  return channels.flatMap((channel) => all(each).map((i) => (channel === null ? null : channel * each + i)))
}

/** Which of its old filters the filters of a Conv2d are, by its position before; of copies only the first. */
function sourcesOf({ before, after, origins, filters }: LayersEdit, from: number): Sources {
  const at = origins.indexOf(from)
  if (filters?.at !== at) return byNumber(filtersOf(before[from]), filtersOf(after[at]))
  return filters.sources.map((source, i) => (filters.sources.indexOf(source) === i ? source : null))
}

/** The channels that a layer makes of so many. */
export function outChannelsOf(layer: Layer, channels: number): number {
  return kindOf(layer).outChannels?.(channels, layer) ?? channels
}

/** The channels behind some layers. */
export function channelsAfter(layers: Pipeline, inputChannels: number): number {
  return layers.reduce((channels, layer) => outChannelsOf(layer, channels), inputChannels)
}

/** The channels that a layer is made for, null where it takes any. */
function channelsOf(layer: Layer): number | null {
  return kindOf(layer).channels?.(layer) ?? null
}

function filtersOf(layer: Layer | undefined): number {
  return bankOf(layer)?.weight.shape[0] ?? 0
}
