import type { ColorMapName, ShownValues } from '../../core/image/colors.ts'
import { fitsFloat32 } from '../../core/layers/limits.ts'
import type { FixedRange, MapRange } from '../../state/view/look.ts'

/** A choice of how maps are shown. */
export interface LookOption<Value> {
  readonly value: Value
  readonly label: string
  readonly title: string
}

/** Colour maps, in the order in which they are offered. */
export const COLOR_MAPS: readonly LookOption<ColorMapName>[] = [
  { value: 'gray', label: 'Gray', title: 'From black to white' },
  { value: 'viridis', label: 'Viridis', title: 'From violet to yellow' },
  { value: 'magma', label: 'Magma', title: 'From black over red to light yellow' },
  { value: 'signed', label: 'Signed', title: 'Zero is the paper, blue is negative, orange positive' },
]

/** What the colours are spread over. */
export const RANGES: readonly LookOption<MapRange | 'fixed'>[] = [
  { value: 'map', label: 'Map', title: 'Each map over its own range' },
  { value: 'group', label: 'Group', title: 'The maps of a group over one range' },
  { value: 'layer', label: 'Layer', title: 'All maps over one range' },
  { value: 'fixed', label: 'Fixed', title: 'A range that stays as it is, whatever the values' },
]

/** Which side of zero is shown; `name` where there is room for words. */
export const SHOWN: readonly (LookOption<ShownValues> & { readonly name: string })[] = [
  { value: 'signed', label: '±v', title: 'Values as they are', name: 'as they are' },
  { value: 'absolute', label: '|v|', title: 'Absolute: how far from zero', name: 'magnitudes' },
  { value: 'clamped', label: '≥0', title: 'Clamped: negative values as zero', name: 'positive only' },
]

/** The fixed range that a range in use becomes: ends of three digits; -1 to 1 where none is in use, or it has no ends. */
export function fixedFrom(range: FixedRange | null): FixedRange {
  const isFinite = range !== null && fitsFloat32(range.low) && fitsFloat32(range.high)
  const { low, high } = isFinite ? range : { low: -1, high: 1 }
  return { low: Number(low.toPrecision(3)), high: Number(high.toPrecision(3)) }
}
