import { HEAD_WORDS, SPARSE_FILTERS, type SparseForm, TAP_WORDS, type TapLayout } from './shape.ts'

/** Time of a tap for two filters one after the other, against one tap for both at once: the inputs are loaded twice. */
const SHARING = 1.6

/** Words of a filter, packed, at most. */
export function sparseWords(weights: Float32Array): number {
  let taps = 0
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) taps++
  const shared = (SHARING * (TAP_WORDS + SPARSE_FILTERS)) / SPARSE_FILTERS
  return HEAD_WORDS + Math.ceil(Math.max(TAP_WORDS + 1, shared) * taps)
}

/**
 * Pack the taps of one tile, see Pack: for each block of filters their number, the number of taps, the biases, and for each tap that
 * is not zero for all of them its two byte offsets and its weights. The target receives sparseWords words for each filter at most.
 */
export function packSparse(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  { inPerGroup, layout }: SparseForm,
): void {
  const words = new Int32Array(target.buffer, target.byteOffset, target.length)
  const offsets = tapOffsets(layout)
  const each = inPerGroup * offsets.length
  const order = tapOrder(inPerGroup, layout)
  const tapsOf = (block: readonly number[]) =>
    order.filter((tap) => block.some((filter) => weight[filter * each + tap] !== 0))
  let at = 0
  let next = 0
  while (next < filters.length) {
    const pair = filters.slice(next, next + SPARSE_FILTERS)
    const together = tapsOf(pair)
    const alone = pair.map((filter) => tapsOf([filter]))
    const least = alone.reduce((sum, { length }) => sum + length, 0)
    const sharing = pair.length * together.length <= SHARING * least
    const block = sharing ? pair : pair.slice(0, 1)
    const taps = sharing ? together : (alone[0] ?? [])
    words[at++] = block.length
    words[at++] = taps.length
    block.forEach((filter, i) => {
      target[at + i] = bias?.[filter] ?? 0
    })
    at += SPARSE_FILTERS
    for (const tap of taps) {
      words[at++] = 4 * Math.floor(tap / offsets.length)
      words[at++] = offsets[tap % offsets.length] ?? 0
      for (const filter of block) target[at++] = weight[filter * each + tap] ?? 0
    }
    next += block.length
  }
}

/** The taps of a filter, by channel, column, row. */
function tapOrder(inPerGroup: number, { h, w }: TapLayout): number[] {
  const taps: number[] = []
  for (let channel = 0; channel < inPerGroup; channel++) {
    for (let column = 0; column < w.kernel; column++) {
      for (let row = 0; row < h.kernel; row++) taps.push((channel * h.kernel + row) * w.kernel + column)
    }
  }
  return taps
}

/** Byte offset of each tap of a window from its first element. */
function tapOffsets({ h, w, rowPitch, phasePitch }: TapLayout): number[] {
  return Array.from({ length: h.kernel * w.kernel }, (_, tap) => {
    const column = (tap % w.kernel) * w.dilation
    const row = Math.floor(tap / w.kernel) * h.dilation
    return 4 * (row * rowPitch + (column % w.stride) * phasePitch + Math.floor(column / w.stride))
  })
}
