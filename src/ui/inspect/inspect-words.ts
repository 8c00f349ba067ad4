import type { InspectedWindow, Inspection } from '../../core/inspect/inspect.ts'
import type { PaddingMode } from '../../core/layers/layer.ts'
import { runsOf } from '../../core/layers/receptive-field.ts'
import type { TapPosition } from '../../core/layers/window-taps.ts'
import { fixed, shortWeight } from '../canvas/numerals.ts'

/** A value of a map in a small cell: three digits behind the point, fewer for large ones. */
export function cellText(value: number): string {
  const size = Math.abs(value)
  if (!Number.isFinite(value) || (size !== 0 && (size < 0.0005 || size >= 1000))) return shortWeight(value)
  if (size === 0) return '0'
  return fixed(value, size < 10 ? 3 : size < 100 ? 2 : 1)
}

/** A sum: four digits behind the point. */
export function sumText(value: number): string {
  const size = Math.abs(value)
  if (!Number.isFinite(value) || size >= 1e5 || (size !== 0 && size < 5e-5)) return shortWeight(value)
  return fixed(value, size < 1000 ? 4 : 2)
}

/** What the value of a layer is in float64: a sum only where something is added. */
export function exactWords(type: Inspection['type']): string {
  return EXACT_WORDS[type] ?? 'float64 value'
}

const EXACT_WORDS: Readonly<Partial<Record<Inspection['type'], string>>> = {
  conv2d: 'float64 sum',
  avgPool2d: 'float64 mean',
  maxPool2d: 'largest value',
  convTranspose2d: 'float64 sum',
  globalAvgPool2d: 'float64 mean',
  upsample: 'float64 value',
  pad: 'input value',
  pixelShuffle: 'input value',
  pixelUnshuffle: 'input value',
  channelShuffle: 'input value',
  identity: 'input value',
}

/** As many digits as tell float32 values apart, and two more for the value in float64. */
export function exactText(value: number, digits: 9 | 11): string {
  if (!Number.isFinite(value)) return shortWeight(value)
  return value.toPrecision(digits).replaceAll('-', '−')
}

/** How far two values are apart, in two digits. */
export function differenceText(value: number): string {
  if (!Number.isFinite(value)) return shortWeight(value)
  const size = Math.abs(value)
  const text = size === 0 || size >= 0.001 ? String(Number(value.toPrecision(2))) : value.toExponential(1)
  return text.replaceAll('-', '−')
}

/** "249 … 251", and the step between them where it is not 1. */
export function tapRange(taps: readonly TapPosition[]): string {
  const [first, last, second] = [taps[0]?.index ?? 0, taps.at(-1)?.index ?? 0, taps[1]?.index]
  const number = (value: number) => String(value).replace('-', '−')
  if (second === undefined) return number(first)
  const step = second - first
  return `${number(first)} … ${number(last)}${step === 1 ? '' : `, every ${step}`}`
}

/** How many cells of a window lie in the padding. */
export function paddingCells({ rows, columns }: InspectedWindow): number {
  const inside = (taps: readonly TapPosition[]) => taps.filter(({ padding }) => !padding).length
  return rows.length * columns.length - inside(rows) * inside(columns)
}

/** What the padding mode puts outside the map. */
export const PADDING_WORDS: Readonly<Record<PaddingMode, string>> = {
  zeros: 'Padding reads them as 0.',
  reflect: 'Padding mirrors the map there, its edge not repeated.',
  replicate: 'Padding repeats the edge there.',
  circular: 'Padding wraps around to the opposite side.',
}

/** Channels as runs: "0, 1 and 4–7". */
export function channelRuns(channels: readonly number[]): string {
  const runs = runsOf(channels).map(([from, to]) =>
    to - from === 1 ? String(from) : to - from === 2 ? `${from}, ${to - 1}` : `${from}–${to - 1}`,
  )
  const all = runs.join(', ')
  const at = all.lastIndexOf(', ')
  return at < 0 ? all : `${all.slice(0, at)} and ${all.slice(at + 2)}`
}
