import type { PaddingMode } from '../../core/layers/layer.ts'
import type { WindowAxis } from '../../core/layers/window.ts'
import type { FasterConv } from '../conv/algorithms.ts'
import type { PackStep } from '../conv/pack-step.ts'

declare const pointer: unique symbol
/** A byte address in the engine's WebAssembly memory, aligned to 4. */
export type Ptr = number & { readonly [pointer]: true }

/*
 * A program is a list of steps; a step is a list of tiles that any worker may compute in any order. Everything a tile
 * needs stands in memory before the program starts: maps are planes, each plane is found through a table of pointers
 * (u32), so maps of one layer need not lie beside each other and a step may list only the maps to recompute.
 *
 * A map plane: H * W contiguous floats, at least 64 bytes of slack behind them, then at `statsOffset` one stats record
 * for each row band (STATS_BYTES each, see stats.ts).
 * A haloed plane: see HaloGeometry.
 */

/**
 * A plane with its border filled in and its columns split by phase: column x of a padded row lies in phase
 * x % phases at x / phases, so a strided window reads contiguous floats. Sizes in floats.
 */
export interface HaloGeometry {
  readonly rows: number
  /** Padded columns that the windows reach; columns behind them are not filled. */
  readonly columns: number
  readonly phases: number
  readonly phasePitch: number
  readonly rowPitch: number
  /** Floats of the whole plane, slack for vector over-reads included. */
  readonly floats: number
}

/** What the border of a haloed plane holds. */
export type Border = PaddingMode | 'minusInfinity'

/** What all steps have. */
export interface StepBase {
  /** Position of the layer this step works for; -1 for the input. */
  readonly layer: number
  /** `fields` numbers a tile, see each step. */
  readonly tiles: Int32Array
}

/** Copy a picture into the arena. Tile: [plane, from, to] in floats; reads `source[plane * planeFloats + from ..]`. */
export interface LoadStep extends StepBase {
  readonly kind: 'load'
  readonly source: Float32Array
  readonly planeFloats: number
  readonly outputTable: Ptr
  readonly statsOffset: number
  /** Rows per stats band and floats per row, to find the band of a tile (tiles are whole bands). */
  readonly width: number
  readonly bandRows: number
}

/** Fill haloed planes. Tile: [index into both tables, padded row from, to]. */
export interface HaloStep extends StepBase {
  readonly kind: 'halo'
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  readonly h: Pick<WindowAxis, 'size' | 'before' | 'after'>
  readonly w: Pick<WindowAxis, 'size' | 'before' | 'after'>
  readonly geometry: HaloGeometry
  readonly border: Border
}

/**
 * Convolve. Tile: [index in inputTable of the group's first channel, index in outputTable of the first filter,
 * number of filters, output row from, to, byte offset of the tile's packed weights, number of groups that the filters are
 * evenly from (1 where there is a faster way)]. Writes maps and their stats.
 */
export interface ConvStep extends StepBase {
  readonly kind: 'conv'
  readonly module: string
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  /** Packed by packWeights (conv.ts). */
  readonly weights: Ptr
  readonly inPerGroup: number
  /** Floats from one row of the input planes to the row of the next output row, and of the output. */
  readonly inputRowStep: number
  /** See fetchedFloats. */
  readonly fetchedFloats: number
  readonly width: number
  readonly block: ConvBlock
  readonly weightFloatsPerFilter: number
  readonly statsOffset: number
  readonly bandRows: number
  /** A faster way for the same tiles, where their input is tame; null where there is none. */
  readonly faster: FasterConv | null
}

/**
 * Find out how tame runs of maps are, see tame.ts: whether all values are finite and of a magnitude up to `limit`, and none of
 * them stands out. Tile: [index in inputTable of the first map, number of maps, index of the word to write in `words`].
 */
export interface TameStep extends StepBase {
  readonly kind: 'tame'
  readonly inputTable: Ptr
  readonly statsOffset: number
  /** Stats records of each map. */
  readonly bands: number
  readonly limit: number
  readonly words: Ptr
}

/** Registers of the inner loop: `filters` x `rows` x `vectors` (of 4 pixels; of 1 in the plain set). */
export interface ConvBlock {
  readonly filters: number
  readonly rows: number
  readonly vectors: number
}

/**
 * Pool. Tile: [index into both tables, output row from, to]. Average pooling divides by rowCounts[y] * colCounts[x], two
 * tables of floats; 12 bytes behind the second may be read.
 */
export interface PoolStep extends StepBase {
  readonly kind: 'pool'
  readonly module: string
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  readonly inputRowStep: number
  readonly width: number
  readonly rowCounts: Ptr
  readonly colCounts: Ptr
  readonly statsOffset: number
  readonly bandRows: number
}

export type PointwiseOp = 'copy' | 'relu' | 'leakyRelu' | 'sigmoid' | 'tanh' | 'abs' | 'affine'

/**
 * One value at a time. Tile: [index into both tables, row from, to]. `params` holds two floats for each index:
 * (scale, shift) of affine, (negativeSlope, 0) of leakyRelu; unused otherwise.
 */
export interface PointwiseStep extends StepBase {
  readonly kind: 'pointwise'
  readonly op: PointwiseOp
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  readonly params: Ptr
  readonly width: number
  readonly statsOffset: number
  readonly bandRows: number
}

/** Find ranges from the stats of finished maps. Tile: [i]; writes (low, high), two floats, to ranges + 8 * i. */
export interface RangeStep extends StepBase {
  readonly kind: 'range'
  readonly ranges: Ptr
  readonly items: readonly RangeItem[]
}

/** A range that is given, or that of the values of some maps: each has `recordsEach` stats records. */
export type RangeItem =
  | {
      readonly type: 'stats'
      readonly records: readonly Ptr[]
      readonly recordsEach: number
      readonly symmetric: boolean
    }
  | { readonly type: 'fixed'; readonly low: number; readonly high: number }

/**
 * One picture to paint: the part of a plane that it shows (its first element, size, and floats from row to row), the
 * picture's size (not larger), where its RGBA goes, which range it uses.
 */
export interface PaintItem {
  readonly plane: Ptr
  readonly planeHeight: number
  readonly planeWidth: number
  readonly pitch: number
  readonly width: number
  readonly height: number
  readonly pixels: Ptr
  readonly range: Ptr
  /** 256 u32 words. */
  readonly colors: Ptr
  /** Where the pixels' values are kept, width x height floats and 12 bytes; null where they are not. */
  readonly kept: KeptMeans | null
}

/** The values of a picture's pixels, from one program to the next. */
export interface KeptMeans {
  readonly means: Ptr
  /** Whether they are there; else this program writes them. */
  readonly isFilled: boolean
  /** A range of which the pixels are known, in the same colours: nothing is painted where it is the picture's. */
  readonly known: { readonly low: number; readonly high: number } | null
}

/** Paint area-averaged, coloured pictures. Tile: [item, picture row from, to]. */
export interface PaintStep extends StepBase {
  readonly kind: 'paint'
  readonly items: readonly PaintItem[]
}

export type Step =
  LoadStep | HaloStep | TameStep | PackStep | ConvStep | PoolStep | PointwiseStep | RangeStep | PaintStep

/** Numbers in `tiles` for each tile of a step. */
export const TILE_FIELDS: Readonly<Record<Step['kind'], number>> = {
  load: 3,
  halo: 3,
  tame: 3,
  pack: 1,
  conv: 7,
  pool: 3,
  pointwise: 3,
  range: 1,
  paint: 3,
}

/** Tiles of a step. */
export function tileCount(step: Step): number {
  return step.tiles.length / TILE_FIELDS[step.kind]
}
