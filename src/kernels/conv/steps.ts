import type { WrittenMaps } from '../maps/steps.ts'
import type { Ptr } from '../program/pointer.ts'
import type { StepBase } from '../program/tiles.ts'
import type { FasterConv, PackForm } from './algorithm.ts'
import type { DirectLayer } from './direct/shape.ts'

/** Convolve. */
export interface ConvStep extends StepBase<'conv'>, DirectLayer, WrittenMaps {
  readonly module: string
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  /** Packed by packDirect. */
  readonly weights: Ptr
  /** A faster way for the same tiles, where their input is tame; null where there is none. */
  readonly faster: FasterConv | null
}

/**
 * Find out how tame runs of maps are, see tame.ts: whether all values are finite and of a magnitude up to `limit`, and none of
 * them stands out.
 */
export interface TameStep extends StepBase<'tame'> {
  readonly inputTable: Ptr
  readonly statsOffset: number
  /** Stats records of each map. */
  readonly bands: number
  readonly limit: number
  readonly words: Ptr
}

/** Pack weights of a convolution for the ConvStep to come. */
export interface PackStep extends StepBase<'pack'> {
  /** OIHW, all `filters` of the layer, and their biases, or null for zeros. */
  readonly weight: Ptr
  readonly weightFloats: number
  readonly bias: Ptr | null
  readonly filters: number
  readonly target: Ptr
  /** The filters that are packed together; where, in bytes from the target, and how many floats they become. */
  readonly runs: readonly {
    readonly filters: readonly number[]
    readonly offset: number
    readonly floats: number
  }[]
  readonly form: PackForm
}
