/**
 * Values in the colours of a table, each its own range wide.
 * @param colors 256 words 0xAABBGGRR
 * @param isSymmetric zero is in the middle of the table, which reaches as far below it as above
 * @returns a word for each value; of NaN a transparent one
 */
export function paintedValues(
  values: ArrayLike<number>,
  colors: Uint32Array,
  isSymmetric: boolean,
): Uint32Array<ArrayBuffer> {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (isSymmetric) {
    high = Math.max(-low, high)
    low = -high
  }
  const span = high - low
  return Uint32Array.from({ length: values.length }, (_, i) => {
    const value = values[i] ?? NaN
    if (Number.isNaN(value)) return 0
    const at = span > 0 ? (value - low) / span : 0.5
    return colors[Math.round(255 * Math.min(1, Math.max(0, at)))] ?? 0
  })
}
