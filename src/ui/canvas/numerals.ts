/**
 * A weight as short as a small cell needs: ".25", "−.50", "2.5", "−2", "12", "3e−5". At least two significant digits unless
 * the value is whole; `NaN`, `∞` and `−∞` are named.
 * @param digits digits after the point of values from 1 to 10
 */
export function shortWeight(value: number, digits: 1 | 2 = 1): string {
  if (Number.isNaN(value)) return 'NaN'
  const size = Math.abs(value)
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const sign = value < 0 ? '−' : ''
  if (size === 0) return '0'
  if (size >= 1e4 || size < 0.001) return sign + exponent(size)
  if (Number.isInteger(size)) return sign + String(size)
  if (size < 0.0095) return sign + size.toFixed(3).slice(1)
  if (size < 0.995) return sign + size.toFixed(2).slice(1)
  if (size < 9.95) return sign + whole(size.toFixed(digits))
  return sign + (size < 99.5 ? whole(size.toFixed(1)) : size.toFixed(0))
}

/** The shortest decimal that reads back as the same float32: "0.1" rather than 0.10000000149. ASCII, for editing. */
export function exactWeight(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const target = Math.fround(value)
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === target) return String(short)
  }
  return String(value)
}

/** The ends of a range of values with the digits that their size asks for, and `more`, as "−8.8 … 4.7". */
export function rangeText(low: number, high: number, more = 0): string {
  const size = Math.max(Math.abs(low), Math.abs(high))
  return `${among(low, size, more)} … ${among(high, size, more)}`
}

/** Values whose largest is below this are written with an exponent: digits after the point would be zeros. */
const SMALL = 0.001

/**
 * A value among others of up to `size`, with the digits that tell them apart at a glance, and `more`; never so many that a mean
 * of float32 values could not vouch for the last.
 */
export function among(value: number, size: number, more = 0): string {
  if (size > 0 && size < SMALL) return value === 0 ? '0' : minus(value.toExponential(1 + more))
  const known = 5 - Math.floor(Math.log10(Math.max(size, SMALL)))
  return fixed(value, Math.max(0, Math.min(rangeDigits(-size, size) + more, known)))
}

/** Numbers from here on are written with an exponent: more than seven digits say nothing. */
const LONG = 1e7

/** A number with `digits` digits after the point, a true minus, and no minus before a zero; of long ones three digits, "9.69e37". */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return shortWeight(value)
  const text = Math.abs(value) < LONG ? value.toFixed(digits) : value.toExponential(2).replace('+', '')
  return Number(text) === 0 ? text.replace('-', '') : minus(text)
}

/** Digits after the point with which both ends of a range can be told apart at a glance. */
export function rangeDigits(low: number, high: number): number {
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (size >= 100 || size === 0) return 0
  if (size >= 0.1) return size >= 1 ? 1 : 2
  return size >= 0.01 ? 3 : 4
}

function minus(text: string): string {
  return text.replaceAll('-', '−')
}

function whole(text: string): string {
  return text.replace(/\.0+$/, '')
}

function exponent(size: number): string {
  return size.toExponential(0).replace('+', '').replace('-', '−')
}
