/** A kernel as whole numbers times one factor. */
export interface CommonFactor {
  /** As people write it: "1/16", "0.5", "2/9". */
  readonly words: string
  /** The whole numbers, as many as there are weights. */
  readonly whole: readonly number[]
}

/** Whole numbers beyond this are not small. */
const MOST_WHOLE = 999
/** What the smallest weight may be a multiple of: it is 4/16 where there is no 1/16. */
const MOST_STEPS = 64
/** Denominators of a factor. */
const MOST_BELOW = 65_536
const MOST_ABOVE = 12

/**
 * The factor of which all weights are small whole multiples, to the last bit of float32; null where there is none to speak of:
 * of whole weights, of one weight alone, of those that have no more in common than chance. The largest such factor.
 */
export function commonFactor(values: Float32Array): CommonFactor | null {
  const sizes = Array.from(values, Math.abs).filter((size) => size !== 0)
  if (sizes.length < 2 || !sizes.every(Number.isFinite) || values.every(Number.isInteger)) return null
  const smallest = Math.min(...sizes)
  const largest = Math.max(...sizes)
  for (let steps = 1; steps <= MOST_STEPS && (largest / smallest) * steps <= MOST_WHOLE + 0.5; steps++) {
    const whole = Array.from(values, (value) => Math.round((value / smallest) * steps) + 0)
    const isNear = whole.every(
      (n, i) => Math.abs((values[i] ?? NaN) - (n / steps) * smallest) <= 1e-6 * largest,
    )
    const words = isNear ? factorWords(values, whole, smallest / steps) : null
    if (words !== null) return { words, whole }
  }
  return null
}

/** A fraction near `factor` of which the weights are exact multiples, as a fraction or a decimal; else the factor itself, where it is one. */
function factorWords(values: Float32Array, whole: readonly number[], factor: number): string | null {
  for (let above = 1; above <= MOST_ABOVE; above++) {
    const below = Math.round(above / factor)
    if (below < 1 || below > MOST_BELOW) continue
    if (whole.every((n, i) => Math.fround((n * above) / below) === values[i]))
      return below === 1 ? String(above) : isDecimal(below) ? String(above / below) : `${above}/${below}`
  }
  return whole.every((n, i) => Math.fround(n * factor) === values[i]) ? shortest(factor) : null
}

/** The shortest decimal that reads back as the same float32. */
function shortest(value: number): string {
  const digits = [1, 2, 3, 4, 5, 6, 7, 8].find((d) => Math.fround(Number(value.toPrecision(d))) === value)
  return String(Number(value.toPrecision(digits ?? 9)))
}

/** Tenths and hundredths read better with a point. */
function isDecimal(below: number): boolean {
  return below === 10 || below === 100 || below === 1000
}
