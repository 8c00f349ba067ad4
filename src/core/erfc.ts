/** Where the series gives way to the fraction: both have 12 digits there. */
const TURN = 2
/** Terms of the fraction that TURN needs. */
const TERMS = 100

/**
 * The complementary error function 1 - erf(x), to 12 digits, also where it is small. For small x by the series of erf whose terms are all
 * of one sign, for large x by Laplace's continued fraction (Abramowitz and Stegun, 7.1.6 and 7.1.14).
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  const density = Math.exp(-x * x) / Math.sqrt(Math.PI)
  if (x < TURN) {
    let term = 2 * x
    let sum = 0
    for (let n = 1; sum + term !== sum; n++) {
      sum += term
      term *= (2 * x * x) / (2 * n + 1)
    }
    return 1 - density * sum
  }
  let fraction = x
  for (let n = TERMS; n > 0; n--) fraction = x + n / 2 / fraction
  return density / fraction
}
