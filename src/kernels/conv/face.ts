import type { Conv2dInfo } from '../../core/layers/conv2d.ts'
import type { WindowLayout } from '../maps/taps.ts'
import type { WindowFill } from '../maps/window-fill.ts'
import type { KernelInstance } from '../wasm/instances.ts'
import type { KernelModule } from '../wasm/kernel-module.ts'
import type { KernelSet } from '../wasm/sets.ts'
import type { ConvTile } from './tile.ts'

/*
 * What a faster algorithm is: a folder that holds these two faces, entered in algorithm.ts, planning.ts and running.ts. Its `Shape`
 * is the sizes that its code, workspace and run follow from, its `Form` those of them that the order of its packed weights follows
 * from. Direct convolution, which takes what the others do not, has no face.
 */

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
export interface FasterPlan<Shape, Form> extends TileSize {
  readonly shape: Shape
  readonly form: Form
  readonly modules: (target: ModuleTarget) => readonly KernelModule[]
  /** Bytes that a worker needs for itself. */
  readonly workspace: number
  /** Floats of a filter's packed weights. */
  readonly floats: (weights: Float32Array) => number
}

/** An algorithm where runs are planned. Everything follows from shapes and weights alone, never from workers or timings. */
export interface Planning<Shape, Form> {
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
  readonly plan: (layer: ConvLayer) => FasterPlan<Shape, Form>
}

/** An algorithm where tiles are computed. */
export interface Running<Shape, Form> {
  /** Whether a pixel that stands out is seen in outputs that do not read it. */
  readonly mixesPixels: boolean
  readonly pack: Pack<Form>
  /**
   * Compute a tile, without statistics.
   * @param kernels the instances of its modules, by their place
   * @param weights as `pack` wrote them
   * @param workspace of this worker alone
   * @param words all memory
   */
  readonly run: (
    kernels: (index: number) => KernelInstance,
    shape: Shape,
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
