import type { ColorMapName, ShownValues, Theme } from '../../core/image/colors.ts'

/** Over which maps a colour map's range is spread. */
export type MapRange = 'map' | 'group' | 'layer'
/** A range that is given, low <= high. */
export interface FixedRange {
  readonly low: number
  readonly high: number
}

/** How maps are shown. */
export interface Look {
  readonly colorMap: ColorMapName
  readonly range: MapRange
  /** The same range for all maps, in place of their own. */
  readonly fixed?: FixedRange | null
  /** Signed unless given. */
  readonly shown?: ShownValues
  readonly theme: Theme
}
