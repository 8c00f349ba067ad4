import type { WindowAxis } from '../../core/layers/window.ts'
import type { Ptr } from '../program/pointer.ts'
import type { StepBase } from '../program/tiles.ts'
import type { Border, HaloGeometry } from './halo-geometry.ts'
import type { Places } from './places.ts'

/** How maps lie that a step works on by whole bands of rows, each with a stats record. */
export interface BandedMaps {
  /** Floats of a row. */
  readonly width: number
  readonly bandRows: number
  readonly statsOffset: number
}

/** Maps that a step writes, and their statistics. */
export interface WrittenMaps extends BandedMaps {
  /** A word for each map: 1 where its statistics are taken while it is in the cache, else 0. Null: all of them are. */
  readonly takesStats: Ptr | null
}

/** Copy a picture into the arena: a tile reads `source[map * planeFloats + from ..]`. */
export interface LoadStep extends StepBase<'load'>, WrittenMaps {
  readonly source: Float32Array
  readonly planeFloats: number
  readonly outputTable: Ptr
}

/** Take the statistics of finished maps. */
export interface StatsStep extends StepBase<'stats'>, BandedMaps {
  readonly table: Ptr
}

/** Fill haloed planes. */
export interface HaloStep extends StepBase<'halo'> {
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  readonly h: Pick<WindowAxis, 'size' | 'before' | 'after'>
  readonly w: Pick<WindowAxis, 'size' | 'before' | 'after'>
  readonly geometry: HaloGeometry
  readonly border: Border
  /** Where the values come from, of planes that the halo kernel does not fill: cut off, or with zeros between. */
  readonly places?: Places
}

/**
 * Pool. Average pooling divides by rowCounts[y] * colCounts[x], two tables of floats; 12 bytes behind the second may be read.
 */
export interface PoolStep extends StepBase<'pool'>, WrittenMaps {
  readonly module: string
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  readonly inputRowStep: number
  readonly rowCounts: Ptr
  readonly colCounts: Ptr
}

/** Put values of maps at other places. */
export interface PlaceStep extends StepBase<'place'>, WrittenMaps {
  readonly places: Places
}

/** Blend neighbouring values of a map: see the kernel. For each row the two that it lies between, and the part of the second. */
export interface BlendStep extends StepBase<'blend'>, WrittenMaps {
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  readonly first: Int32Array
  readonly second: Int32Array
  readonly part: Float32Array
  readonly columns: Ptr
  readonly inputWidth: number
}

/** Take the mean of whole maps, from the statistics that they have. */
export interface MeanStep extends StepBase<'mean'>, WrittenMaps {
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  /** Of the input maps. */
  readonly floats: number
  readonly inputStats: number
  readonly inputBands: number
}

/** What is done to each value. */
export type PointwiseOp =
  | 'abs'
  | 'affine'
  | 'clip'
  | 'copy'
  | 'elu'
  | 'gelu'
  | 'geluTanh'
  | 'hardsigmoid'
  | 'hardswish'
  | 'leakyRelu'
  | 'relu'
  | 'sigmoid'
  | 'silu'
  | 'softplus'
  | 'tanh'

/**
 * One value at a time. `params` holds two floats for each index: (scale, shift) of affine, (min, max) of clip, (alpha, 0) of elu,
 * (negativeSlope, 0) of leakyRelu, (beta, threshold) of softplus; unused otherwise.
 */
export interface PointwiseStep extends StepBase<'pointwise'>, WrittenMaps {
  readonly op: PointwiseOp
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  readonly params: Ptr
}
