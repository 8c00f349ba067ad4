import { writeTiles, type Tile } from '../../kernels/program/tiles.ts'
import { rowRuns } from '../../kernels/program/tiling.ts'
import type { Scratch } from './scratch.ts'
import type { Step } from '../../kernels/run/step.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import type { PaintItem, RangeItem } from '../../kernels/painting/steps.ts'
import type { PicturePart } from '../../core/picture-part.ts'
import type { ColorTable, MapStats, PaintRange, PaintRequest, Painting } from '../engine.ts'
import type { KeptMeans } from '../../kernels/painting/steps.ts'
import type { MapLayout } from '../plan/layer-plan.ts'

/** The means of the pixels of one picture, from one program to the next. */
export interface MeansOf {
  /** What a program has to know of them to paint with this colour map. */
  item(colors: ColorTable): KeptMeans
  /** The picture of before where a program found that it is still right, with its pixels; else null. */
  same(request: PaintRequest, low: number, high: number): Painting | null
  /** A program has painted this. */
  painted(painting: Painting): void
}

/** A map that can be painted. */
export interface PaintSource {
  readonly pointer: Ptr
  readonly layout: MapLayout
  /** Its statistics, known when it was painted. */
  stats(): MapStats
  /** Keeps the values of a picture's pixels: `key` names the part of the map and the size. */
  readonly keep?: (key: string, bytes: number) => MeansOf | null
}

/** Steps that paint, and where their results will stand. */
export interface PaintWork {
  readonly steps: readonly Step[]
  readonly results: readonly {
    readonly request: PaintRequest
    readonly pixels: Ptr
    readonly bytes: number
    /** Two floats: low, high. */
    readonly range: Ptr
    readonly source: PaintSource
    readonly kept: MeansOf | null
  }[]
}

/** Bytes behind a picture that painting may read. */
const PICTURE_SLACK = 12
/** Values of a map for each pixel from which on it is cheaper to keep the pixels' means than to look at the map again. */
const WORTH_KEEPING = 4

/** A tile of painting reads about this many values. */
const PAINT_TILE_FLOATS = 262_144

/**
 * The steps for some pictures of maps.
 * @param find the map of a layer (-1: the input) and channel
 * @throws RangeError for a map that does not exist or a picture larger than what it shows, or a part outside its map
 */
export function paintSteps(
  requests: readonly PaintRequest[],
  find: (layer: number, channel: number) => PaintSource | undefined,
  scratch: Scratch,
): PaintWork {
  if (requests.length === 0) return { steps: [], results: [] }
  const existing = (layer: number, channel: number): PaintSource => {
    const source = find(layer, channel)
    if (source === undefined) throw new RangeError(`there is no map ${channel} of layer ${layer}`)
    return source
  }
  const colors = sharedWords(scratch)
  const ranges: RangeItem[] = []
  const rangeIndex = new Map<string, number>()
  const rangeOf = (request: PaintRequest): number => {
    const key = rangeKey(request)
    let index = rangeIndex.get(key)
    if (index === undefined) {
      index = ranges.push(rangeItem(request, existing)) - 1
      rangeIndex.set(key, index)
    }
    return index
  }
  const picked = requests.map((request) => {
    const source = existing(request.layer, request.channel)
    const crop = shownPart(request, source.layout)
    return { request, source, crop, range: rangeOf(request), kept: keptMeans(request, crop, source) }
  })
  const rangeTable = scratch.take(ranges.length * 8)
  const items: PaintItem[] = picked.map(({ request, source, crop, range, kept }) => ({
    plane: (source.pointer + 4 * (crop.y * source.layout.width + crop.x)) as Ptr,
    planeHeight: crop.height,
    planeWidth: crop.width,
    pitch: source.layout.width,
    width: request.width,
    height: request.height,
    pixels: scratch.take(request.width * request.height * 4 + PICTURE_SLACK),
    range: (rangeTable + range * 8) as Ptr,
    colors: colors(request.colors),
    kept: kept?.item(request.colors) ?? null,
  }))
  return {
    steps: [
      {
        kind: 'range',
        layer: -1,
        tiles: writeTiles(
          'range',
          ranges.map((_, item) => ({ item })),
        ),
        ranges: rangeTable,
        items: ranges,
      },
      { kind: 'paint', layer: -1, tiles: writeTiles('paint', items.flatMap(itemTiles)), items },
    ],
    results: picked.map(({ request, source, kept }, i) => {
      const item = items[i]
      if (item === undefined) throw new RangeError(`no item ${i}`)
      return {
        request,
        pixels: item.pixels,
        bytes: request.width * request.height * 4,
        range: item.range,
        source,
        kept,
      }
    }),
  }
}

/** Paintings from the memory that a paint program wrote. Copies: ImageData refuses shared memory. */
export function readPaintings(work: PaintWork, memory: WebAssembly.Memory): Painting[] {
  const same = work.results.map(({ request, range, kept }) => {
    const [low = 0, high = 0] = new Float32Array(memory.buffer, range, 2)
    return kept?.same(request, low, high) ?? null
  })
  return work.results.map(({ request, pixels, bytes, range, source, kept }, i) => {
    const before = same[i] ?? null
    if (before !== null) return before
    const [low = 0, high = 0] = new Float32Array(memory.buffer, range, 2)
    const copy = new Uint8ClampedArray(new Uint8Array(memory.buffer, pixels, bytes))
    const painting = { request, pixels: copy, low, high, stats: source.stats() }
    kept?.painted(painting)
    return painting
  })
}

/** Where the means of a picture are kept, if that is worth it: columns are averaged, and many values. */
function keptMeans(
  { width, height }: PaintRequest,
  crop: PicturePart,
  { keep }: PaintSource,
): MeansOf | null {
  const isWorth = width < crop.width && width * height * WORTH_KEEPING <= crop.width * crop.height
  if (!isWorth || keep === undefined) return null
  return keep(
    [crop.x, crop.y, crop.width, crop.height, width, height].join(),
    width * height * 4 + PICTURE_SLACK,
  )
}

function itemTiles(item: PaintItem, index: number): Tile<'paint'>[] {
  const isKept = item.kept?.isFilled === true
  const floatsPerRow = isKept ? item.width : (item.planeWidth * item.planeHeight) / item.height
  const rows = Math.max(1, Math.floor(PAINT_TILE_FLOATS / floatsPerRow))
  return rowRuns(item.height, rows).map(([from, to]) => ({ item: index, from, to }))
}

function rangeItem(
  { layer, channel, range }: PaintRequest,
  find: (layer: number, channel: number) => PaintSource,
): RangeItem {
  if (range.type === 'fixed') return range
  const sources = rangeChannels(channel, range).map((c) => find(layer, c))
  return {
    type: 'stats',
    records: sources.map(({ pointer, layout }) => (pointer + layout.statsOffset) as Ptr),
    recordsEach: sources[0]?.layout.bands ?? 0,
    symmetric: range.symmetric,
  }
}

function rangeChannels(channel: number, range: Exclude<PaintRange, { type: 'fixed' }>): readonly number[] {
  return range.type === 'map' ? [channel] : range.channels
}

function rangeKey({ layer, channel, range }: PaintRequest): string {
  if (range.type === 'fixed') return `${range.low} ${range.high}`
  return `${layer}: ${rangeChannels(channel, range).join()} ${range.symmetric}`
}

/** The part of its map that a request shows. @throws RangeError unless it lies in the map and the picture is not larger */
function shownPart({ width, height, layer, channel, crop }: PaintRequest, layout: MapLayout): PicturePart {
  const map = `map ${channel} of layer ${layer}`
  const shown = crop ?? { x: 0, y: 0, width: layout.width, height: layout.height }
  const lies = (at: number, size: number, most: number) =>
    Number.isInteger(at) && Number.isInteger(size) && at >= 0 && size >= 1 && at + size <= most
  if (!lies(shown.x, shown.width, layout.width) || !lies(shown.y, shown.height, layout.height)) {
    throw new RangeError(
      `${map} is ${layout.width} x ${layout.height}, but the part at ${shown.x}, ${shown.y} of ` +
        `${shown.width} x ${shown.height} was asked for`,
    )
  }
  if (!lies(0, width, shown.width) || !lies(0, height, shown.height)) {
    throw new RangeError(
      `a picture of ${map} is at most ${shown.width} x ${shown.height}, but ${width} x ${height} was asked for`,
    )
  }
  return shown
}

/** Writes each colour table once. */
function sharedWords(scratch: Scratch): (words: Uint32Array) => Ptr {
  const written = new Map<Uint32Array, Ptr>()
  return (words) => {
    let at = written.get(words)
    if (at === undefined) {
      at = scratch.take(words.byteLength)
      scratch.write(at, new Uint32Array(words))
      written.set(words, at)
    }
    return at
  }
}
