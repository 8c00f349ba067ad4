import { fitsFloat32, TOO_LARGE } from '../../core/layers/limits.ts'
import type { Pair } from '../../core/tensor.ts'
import { arithmetic } from './arithmetic.svelte.ts'

export { arithmeticRead } from './arithmetic.svelte.ts'

/** A number as people write it: true minus, no exponent for everyday sizes, at most `digits` significant digits. */
export function formatNumber(value: number, digits = 6): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  return String(Number(value.toPrecision(digits))).replace('-', '−')
}

/**
 * Reads what people type: "-3", "−3", ".5", "1e-3", "0,5", and arithmetic: "1/9", "-sqrt(2)/2". Null when it is no number, or one
 * that float32 does not hold. Read reactively: arithmetic is none until its reader is there.
 */
export function parseNumber(text: string): number | null {
  const value = typed(text)
  return typeof value === 'number' && fitsFloat32(value) ? value : null
}

/** Why a typed number is not taken, in words; null where it is. @param whole whether only whole numbers are */
export function numberProblem(text: string, whole = false): string | null {
  const value = typed(text)
  if (typeof value === 'number') {
    if (!fitsFloat32(value)) return `“${text}” is ${TOO_LARGE}.`
    return whole && !Number.isInteger(value) ? `“${text}” is not a whole number.` : null
  }
  if (whole) return `“${text}” is not a whole number.`
  return `${value ?? `“${text}” is not a number`}. Try 0.25, −1,5 or 1/9.`
}

/** The number that a text names, however large, or what is wrong with it; null where that is not known yet. */
function typed(text: string): number | string | null {
  const plain = text.trim().replaceAll('−', '-').replace(',', '.')
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : arithmetic(text)
}

/** "3" for equal axes (or "3 × 3" with `both`), "3 × 5" otherwise. */
export function formatPair([h, w]: Pair, both = false): string {
  return h === w && !both ? formatNumber(h) : `${formatNumber(h)} × ${formatNumber(w)}`
}

/** Reads "3", "3 x 5", "3×5", "3, 5", "(3, 5)" as whole numbers, H first. Null when it is neither. */
export function parsePair(text: string): Pair | null {
  const parts = text
    .replaceAll('−', '-')
    .replaceAll(/[()[\]]/g, ' ')
    .trim()
    .split(/\s*[x×*,;]\s*|\s+/i)
  if (parts.length > 2 || !parts.every((part) => /^-?\d+$/.test(part))) return null
  const h = Number(parts[0])
  return [h, parts[1] === undefined ? h : Number(parts[1])]
}

/** A byte count in decimal units, as "23.0 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`
  return `${(bytes / 1e9).toFixed(2)} GB`
}

/** A count such as MACs: "528", "34.6 M", "1.2 G"; whole numbers below a million keep thin spaces. */
export function formatCount(count: number): string {
  if (count < 1e6) return String(count).replaceAll(/\B(?=(\d{3})+(?!\d))/g, '\u2009')
  if (count < 1e9) return `${(count / 1e6).toFixed(1)} M`
  return `${(count / 1e9).toFixed(2)} G`
}

/** Milliseconds for the status: "4.8 ms", "38 ms", "1.2 s". */
export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** A share 0..1 as "12.3 %"; what is more than nothing or less than all never looks like it. */
export function formatShare(share: number): string {
  const percent = 100 * share
  if (percent > 0 && percent < 0.05) return '< 0.1 %'
  if (percent < 100 && percent >= 99.95) return '> 99.9 %'
  return `${percent.toFixed(1)} %`
}

/**
 * The shares of parts in their sum as whole percents that add up to 100: each is rounded down, then those that lost most are
 * rounded up. A part that is left with none is "< 1 %".
 */
export function formatShares(parts: readonly number[]): string[] {
  const sum = parts.reduce((total, part) => total + part, 0)
  if (!(sum > 0)) return parts.map(() => '0 %')
  const exact = parts.map((part) => (100 * part) / sum)
  const whole = exact.map(Math.floor)
  const missing = 100 - whole.reduce((total, part) => total + part, 0)
  const lost = (i: number) => (exact[i] ?? 0) - (whole[i] ?? 0)
  const up = new Set([...parts.keys()].sort((a, b) => lost(b) - lost(a) || a - b).slice(0, missing))
  return whole.map((part, i) => {
    const percent = up.has(i) ? part + 1 : part
    return percent === 0 && (parts[i] ?? 0) > 0 ? '< 1 %' : `${percent} %`
  })
}

/** A ratio to two or three digits, as "5.8 ×". */
export function times(ratio: number): string {
  return `${formatNumber(ratio, ratio < 10 ? 2 : 3)} ×`
}

/** Milliseconds with as many digits as the interval deserves: "2.31", "0.064", "118". */
export function msText(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms >= 0.1 ? ms.toFixed(2) : ms.toFixed(3)
}
