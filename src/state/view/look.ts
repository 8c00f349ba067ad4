import {
  colorTable,
  fixedColorTable,
  primaryTable,
  type ColorMapName,
  type ShownValues,
  type Theme,
} from '../../core/image/colors.ts'

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

/**
 * The table with which a look paints: of a fixed range, the colours between its ends.
 * @param primary of these colours the red, green or blue (0, 1, 2) alone
 */
export function lookColors(
  { colorMap, theme, shown = 'signed', fixed = null }: Omit<Look, 'range'>,
  primary?: number,
): Uint32Array {
  const table =
    fixed === null ? colorTable(colorMap, theme, shown) : fixedColorTable(colorMap, theme, shown, fixed)
  return primary === undefined ? table : primaryTable(table, primary)
}
