/**
 * What output pixels of an axis are made of: source pixels first..last, the two ends with weights of their own, those between
 * with 1, all times `scale`. They count from `start`, the first source pixel that any of them reads; `length` are read.
 */
export interface Spans {
  readonly start: number
  readonly length: number
  readonly first: Int32Array
  readonly last: Int32Array
  readonly weightOfFirst: Float64Array
  readonly weightOfLast: Float64Array
  readonly scale: number
}

/**
 * How `source` pixels become `target`, for the output pixels [from, from + count): the mean of the area that each covers
 * where that is not fewer, and bilinear where it is more, as torch.nn.functional.interpolate with align_corners=False.
 */
export function spansOf(source: number, target: number, from = 0, count = target): Spans {
  const first = new Int32Array(count)
  const last = new Int32Array(count)
  const weightOfFirst = new Float64Array(count)
  const weightOfLast = new Float64Array(count)
  const write = target > source ? writeBetween : writeArea
  for (let i = 0; i < count; i++) {
    const [a, b, ofFirst, ofLast] = write(source, target, from + i)
    first[i] = a
    last[i] = b
    weightOfFirst[i] = ofFirst
    weightOfLast[i] = ofLast
  }
  const start = first[0] ?? 0
  const length = (last[count - 1] ?? start) + 1 - start
  for (const ends of [first, last]) for (let i = 0; i < count; i++) ends[i] = (ends[i] ?? 0) - start
  const scale = target > source ? 1 : target / source
  return { start, length, first, last, weightOfFirst, weightOfLast, scale }
}

type Span = readonly [first: number, last: number, weightOfFirst: number, weightOfLast: number]

/** In whole numbers, so that no rounding adds or loses a pixel: output i covers [i * source, (i + 1) * source) / target. */
function writeArea(source: number, target: number, i: number): Span {
  const from = Math.floor((i * source) / target)
  const to = Math.ceil(((i + 1) * source) / target) - 1
  if (from === to) return [from, to, source / target, source / target]
  return [from, to, from + 1 - (i * source) / target, ((i + 1) * source) / target - to]
}

/** Between the two source pixels whose centres are next to the output pixel's, or the outermost one beyond it. */
function writeBetween(source: number, target: number, i: number): Span {
  const at = Math.min(source - 1, Math.max(0, ((2 * i + 1) * source - target) / (2 * target)))
  const from = Math.floor(at)
  return from === at ? [from, from, 1, 1] : [from, from + 1, 1 - (at - from), at - from]
}
