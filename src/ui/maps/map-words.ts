import type { MapStats } from '../../engine/engine.ts'
import type { Look } from '../../state/view/look.ts'
import { shownRange } from '../../state/run/ranges.ts'
import type { FixedRange } from '../../state/view/look.ts'
import { among, rangeText } from '../canvas/numerals.ts'

/*
 * The figures of a map in words, for every place that shows them. They are of the map's finite values.
 */

/** What stands under a map: its least and its largest value. */
export function captionText({ min, max }: MapStats): string {
  return rangeText(min, max)
}

/** Least, largest and mean value with more digits. */
export function statsText(stats: MapStats): {
  readonly min: string
  readonly max: string
  readonly mean: string
} {
  const { min, max, mean } = stats
  const size = Math.max(Math.abs(min), Math.abs(max))
  return { min: among(min, size, 2), max: among(max, size, 2), mean: among(mean, size, 2) }
}

/** The ends of a range that maps are painted over, as they stand beside the colours. */
export function endsText(look: Look, painted: FixedRange): readonly [low: string, high: string] {
  const { shown, low, high } = shownRange(look, painted)
  const size = Math.max(Math.abs(low), Math.abs(high))
  const plus = look.colorMap === 'signed' && high > 0 ? '+' : ''
  const [least, most] = [among(low, size, 1), among(high, size, 1)]
  return [shown === 'clamped' && low === 0 ? `≤ ${least}` : least, plus + most]
}
