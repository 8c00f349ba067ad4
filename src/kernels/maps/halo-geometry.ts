import type { PaddingMode } from '../../core/layers/layer.ts'

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
