import type { Algorithm } from '../kernels/conv/algorithm.ts'
import type { Pipeline } from '../core/layers/layer.ts'
import type { PicturePart } from '../core/picture-part.ts'
import type { Shape4, Tensor } from '../core/tensor.ts'
import type { KernelSet } from '../kernels/wasm/sets.ts'

export type { KernelSet }

/** Where the engine computes: in workers on shared memory, in workers on copies, or on the calling thread. */
export type EngineMode = 'shared' | 'copying' | 'inline'

/** Statistics of one map over its finite values (0 where there are none); `rms` is the root of their mean square. */
export interface MapStats {
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly rms: number
  readonly finite: boolean
}

/** One span of a worker's time: the tile of `layer` (0 is the first) it computed, times in ms since the run began. */
export interface TimelineSpan {
  readonly worker: number
  readonly layer: number
  readonly kind: string
  readonly channels: readonly [from: number, to: number]
  readonly rows: readonly [from: number, to: number]
  readonly start: number
  readonly end: number
}

/** A colour map as 256 RGBA words, little-endian 0xAABBGGRR, from the low end of the range to the high one. */
export type ColorTable = Uint32Array

/**
 * Range of values spread over a colour map. `map`: of the map itself; `channels`: over the listed maps of the layer;
 * `fixed`: given. Ranges of maps end 3 standard deviations from the mean, values beyond have the end's colour. With
 * `symmetric` the range is [-m, m], m the largest magnitude or 3 root mean squares, so that zero is the middle.
 */
export type PaintRange =
  | { readonly type: 'map'; readonly symmetric: boolean }
  | { readonly type: 'channels'; readonly channels: readonly number[]; readonly symmetric: boolean }
  | { readonly type: 'fixed'; readonly low: number; readonly high: number }

/**
 * A picture of one map, or of a part of it, area-averaged to width x height (never enlarged: at most the size of what it
 * shows). `layer` -1 is the input, l >= 0 the output of layers[l].
 */
export interface PaintRequest {
  readonly layer: number
  readonly channel: number
  readonly width: number
  readonly height: number
  /** The part that is shown; the whole map unless given. Ranges are those of whole maps. */
  readonly crop?: PicturePart | undefined
  readonly colors: ColorTable
  readonly range: PaintRange
}

/** A painted map: `pixels` is RGBA in unshared memory, ready for ImageData; low and high are the range that was used. */
export interface Painting {
  readonly request: PaintRequest
  readonly pixels: Uint8ClampedArray<ArrayBuffer>
  readonly low: number
  readonly high: number
  /** Of the whole map. */
  readonly stats: MapStats
}

export interface RunOptions {
  readonly signal?: AbortSignal
  /** Switch the faster algorithms off, so that dense work costs what dense costs. */
  readonly exactDenseWork?: boolean
  /** Compute every filter that this algorithm can by it, whatever is faster, the others directly: to test each of them. */
  readonly algorithm?: Algorithm
  /**
   * Compute beside: what the last run has is used, and it stays the last run; of this one only the report and the
   * paintings remain.
   */
  readonly aside?: boolean
  /** Maps to paint in the same run. */
  readonly paint?: readonly PaintRequest[]
  /** Layers of whose maps all statistics are wanted. Without, they are taken where a picture or a layer needs them. */
  readonly stats?: readonly number[]
  /** Called with 0..1 as tiles complete; at most every 100 ms. */
  readonly onProgress?: (done: number) => void
}

/** The algorithm that the options ask for; null for the fastest of each filter. */
export function onlyOf({ algorithm, exactDenseWork = false }: RunOptions): Algorithm | null {
  return algorithm ?? (exactDenseWork ? 'direct' : null)
}

/** The output of one layer in a completed run. */
export interface LayerOutput {
  readonly shape: Shape4
  /** One entry per map, n * C + c; null where they were not taken. */
  readonly stats: readonly (MapStats | null)[]
  /** Milliseconds of work of all workers behind its maps, each map counted as it was last computed. */
  readonly ms: number
  /** The algorithm chosen and why, such as 'direct 2x3x2'. */
  readonly algorithm: string
}

/** Maps that stay as they are until `release` is called. */
export interface MapsLease {
  readonly shape: Shape4
  /** Map n * C + c itself, H * W values, perhaps in shared memory: to look at, never to write to, until `release`. */
  view(map: number): Float32Array
  /** A copy of map n * C + c in unshared memory, H * W values. */
  copy(map: number): Float32Array<ArrayBuffer>
  release(): void
}

/** A completed run. Its maps are readable until the next run completes, or longer by a lease. */
export interface Run {
  /** Milliseconds from the call to the last tile. */
  readonly ms: number
  /** Statistics of the input, one entry per map. */
  readonly input: readonly MapStats[]
  readonly outputs: readonly LayerOutput[]
  readonly paintings: readonly Painting[]
  readonly timeline: readonly TimelineSpan[]
  /** Maps computed in this run, and all there are: shows what incremental recomputation saved. */
  readonly computed: { readonly maps: number; readonly of: number }
  /** Bytes that the maps of this run, and leases of earlier ones, take. */
  readonly memory: number
}

/** The convolution engine. One run at a time: a new call waits until the one before has ended; abort it first. */
export interface Engine {
  readonly threads: number
  readonly mode: EngineMode
  readonly set: KernelSet
  /** Why this mode: plain words for the status. */
  readonly why: string
  /**
   * Run the pipeline on the input (the same Tensor object means the same picture) and paint.
   * @throws ShapeError, MemoryError, WorkerError; AbortError (a DOMException) when the signal fires
   */
  run(input: Tensor, layers: Pipeline, options?: RunOptions): Promise<Run>
  /** Whether a run of this input is under way or waits for its turn, so that its values must stay. */
  uses(input: Tensor): boolean
  /** Paint maps of the last completed run. */
  paint(requests: readonly PaintRequest[], signal?: AbortSignal): Promise<readonly Painting[]>
  /** Hold the maps of layer l (-1: the input) of the last completed run. @throws RangeError before the first run */
  lease(layer: number): MapsLease
  /** Change the number of workers, at least 1. */
  setThreads(threads: number): Promise<void>
  dispose(): void
}
