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

/** The ends of a map's values with the digits that their size asks for, as "−8.8 … 4.7". */
export function rangeText(low: number, high: number): string {
  const digits = rangeDigits(low, high)
  return `${fixed(low, digits)} … ${fixed(high, digits)}`
}

/** Numbers from here on are written with an exponent: more than seven digits say nothing. */
const LONG = 1e7

/** A number with `digits` digits after the point, a true minus, and no minus before a zero; of long ones three digits, "9.69e37". */
export function fixed(value: number, digits: number): string {
  const text = Math.abs(value) < LONG ? value.toFixed(digits) : value.toExponential(2).replace('+', '')
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−')
}

/** Digits after the point with which both ends of a range can be told apart at a glance. */
export function rangeDigits(low: number, high: number): number {
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (size >= 100 || size === 0) return 0
  return size >= 1 ? 1 : size >= 0.1 ? 2 : 3
}

function whole(text: string): string {
  return text.replace(/\.0+$/, '')
}

function exponent(size: number): string {
  return size.toExponential(0).replace('+', '').replace('-', '−')
}
