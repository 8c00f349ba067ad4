import type { Conv2dInfo } from '../../core/layers/conv2d.ts'
import type { WindowFill } from '../maps/window-fill.ts'
import type { WindowLayout } from '../maps/taps.ts'
import type { Ptr } from '../program/pointer.ts'
import type { KernelInstance } from '../wasm/instances.ts'
import type { KernelModule } from '../wasm/kernel-module.ts'
import type { KernelSet } from '../wasm/sets.ts'
import type { DirectForm } from './direct/shape.ts'
import type { RowWinogradForm, RowWinogradShape } from './row-winograd/shape.ts'
import type { SeparableForm, SeparableShape } from './separable/shape.ts'
import type { SparseForm, SparseShape } from './sparse/shape.ts'
import type { ConvTile } from './tile.ts'
import type { WinogradForm, WinogradShape } from './winograd/shape.ts'

/*
 * What a faster algorithm is: a folder that holds these two faces, entered in planning.ts and running.ts. Direct convolution,
 * which takes what they do not, has no face.
 */

/**
 * The faster algorithms. Of each: the sizes that its code, workspace and run follow from, and those of them that the order of its
 * packed weights follows from.
 */
export interface FasterAlgorithms {
  readonly winograd: { readonly shape: WinogradShape; readonly form: WinogradForm }
  readonly rowWinograd: { readonly shape: RowWinogradShape; readonly form: RowWinogradForm }
  readonly separable: { readonly shape: SeparableShape; readonly form: SeparableForm }
  readonly sparse: { readonly shape: SparseShape; readonly form: SparseForm }
}

/** A faster algorithm by name. */
export type FasterAlgorithm = keyof FasterAlgorithms
/** How a filter is computed. */
export type Algorithm = FasterAlgorithm | 'direct'
type ShapeOf<A extends FasterAlgorithm> = FasterAlgorithms[A]['shape']
type FormOf<A extends FasterAlgorithm> = FasterAlgorithms[A]['form']

/** Time of an algorithm, direct convolution being 1, that makes it worth while. */
export const WORTH = 0.8

/** A layer that is to be cut into tiles: its maps have bands of so many rows, its windows read planes of this layout. */
export interface ConvLayer {
  readonly info: Conv2dInfo
  readonly set: KernelSet
  readonly bandRows: number
  readonly layout: WindowLayout
}

/** How large tiles are. */
export interface TileSize {
  /** A multiple of a band's. */
  readonly rowsPerTile: number
  /** At most. */
  readonly filtersPerTile: number
}

/** What runs a module. */
export interface ModuleTarget {
  readonly set: KernelSet
  /** Whether the engine's memory is shared. */
  readonly shared: boolean
}

/** How a layer is computed by an algorithm. */
export interface FasterPlan extends TileSize {
  readonly way: FasterWay
  readonly modules: (target: ModuleTarget) => readonly KernelModule[]
  /** Bytes that a worker needs for itself. */
  readonly workspace: number
  readonly form: FasterForm
  /** Floats of a filter's packed weights. */
  readonly floats: (weights: Float32Array) => number
}

/** An algorithm where runs are planned. Everything follows from shapes and weights alone, never from workers or timings. */
export interface Planning {
  /**
   * The time of a filter by the number of its weights that are not zero, direct convolution being 1; null where layers of this
   * shape are not for it.
   * @param isAskedFor whether it is to be taken wherever it can compute the layer, worth while or not
   */
  readonly suits: (info: Conv2dInfo, isAskedFor: boolean) => ((taps: number) => number) | null
  /** Whether it can compute a filter of these weights; any unless said. */
  readonly suitsWeights?: (weights: Float32Array, info: Conv2dInfo) => boolean
  /** For people. */
  readonly words: (info: Conv2dInfo) => string
  /** How far the planes of a layer that it suits are filled; no further than they are read unless said. */
  readonly fill?: (info: Conv2dInfo) => WindowFill
  /** Rows of a band of a layer that it suits; those of direct convolution unless said. */
  readonly bandRows?: (info: Conv2dInfo) => number
  readonly plan: (layer: ConvLayer) => FasterPlan
}

/** An algorithm where tiles are computed. */
export interface Running<A extends FasterAlgorithm> {
  /** Whether a pixel that stands out is seen in outputs that do not read it. */
  readonly mixesPixels: boolean
  readonly pack: Pack<FormOf<A>>
  /**
   * Compute a tile, without statistics.
   * @param kernels the instances of its modules, by their place
   * @param weights as `pack` wrote them
   * @param workspace of this worker alone
   * @param words all memory
   */
  readonly run: (
    kernels: (index: number) => KernelInstance,
    shape: ShapeOf<A>,
    tile: ConvTile,
    weights: number,
    workspace: number,
    words: Uint32Array,
  ) => void
}

/**
 * Packs the weights of one tile.
 * @param target receives as many floats as its filters' weights become
 * @param weight OIHW, all filters of the layer
 * @param bias of all filters of the layer, or null for zeros
 * @param filters numbers of the tile's filters, all of one group
 */
export type Pack<Form> = (
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  form: Form,
) => void

/** What packed weights follow from, beside the weights: equal ones mean equal numbers. */
export type PackForm = { readonly algorithm: 'direct'; readonly form: DirectForm } | FasterForm

/** The same of a faster algorithm. */
export type FasterForm<A extends FasterAlgorithm = FasterAlgorithm> = {
  [Name in A]: { readonly algorithm: Name; readonly form: FormOf<Name> }
}[A]

/** An algorithm and its sizes. */
export type FasterWay<A extends FasterAlgorithm = FasterAlgorithm> = {
  [Name in A]: { readonly algorithm: Name; readonly shape: ShapeOf<Name> }
}[A]

/** A faster way for the tiles of a ConvStep, which computes those itself whose input is not tame enough. */
export interface FasterConv {
  readonly way: FasterWay
  /** Keys. */
  readonly modules: readonly string[]
  readonly weights: Ptr
  /** Written by a TameStep: words, see `takes`. */
  readonly tame: Ptr
}
