import type { ColorMapName, ShownValues } from '../../core/image/colors.ts'
import type { FixedRange, MapRange } from '../../state/view/look.ts'

/** A choice of how maps are shown: what changes. */
export interface LookChange {
  readonly colorMap?: ColorMapName
  readonly range?: MapRange
  readonly fixed?: FixedRange | null
  readonly shown?: ShownValues
}
