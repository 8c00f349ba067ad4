import { blocksOf } from '../filter-blocks.ts'
import { patchOf, winogradMatrices } from '../winograd/matrices.ts'
import type { RowWinogradForm } from './shape.ts'

/** Products in a sum. */
export function productsOf({ inPerGroup, kernel, phases, segments }: RowWinogradForm): number {
  return kernel[0] * inPerGroup * phases * segments
}

/** Floats of one filter's packed weights and bias. */
export function rowWinogradFloats(form: RowWinogradForm): number {
  return productsOf(form) * patchOf(form.taps) + 1
}

/**
 * Pack the weights of one tile, see Pack: all biases, then for each run of blocks G g as
 * [position][block][kernel row][channel][phase][segment][filter]. The target receives rowWinogradFloats(form) floats for each filter.
 */
export function packRowWinograd(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  form: RowWinogradForm,
): void {
  const { inPerGroup, kernel, phases, taps, segments } = form
  const [height, width] = kernel
  const matrix = winogradMatrices(taps).kernel
  const products = productsOf(form)
  for (const [i, filter] of filters.entries()) target[i] = bias?.[filter] ?? 0
  for (const { first, each, blocks } of blocksOf(form, filters.length)) {
    const start = filters.length + first * products * matrix.length
    const positionStep = blocks * each * products
    for (let i = 0; i < blocks * each; i++) {
      const filter = filters[first + i] ?? 0
      let at = start + Math.floor(i / each) * each * products + (i % each)
      for (let row = 0; row < height; row++) {
        for (let channel = 0; channel < inPerGroup; channel++) {
          const from = ((filter * inPerGroup + channel) * height + row) * width
          for (let phase = 0; phase < phases; phase++) {
            for (let segment = 0; segment < segments; segment++) {
              matrix.forEach((powers, position) => {
                let sum = 0
                for (let tap = 0; tap < taps; tap++) {
                  const x = phases * (segment * taps + tap) + phase
                  if (x < width) sum += (powers[tap] ?? 0) * (weight[from + x] ?? 0)
                }
                target[at + position * positionStep] = sum
              })
              at += each
            }
          }
        }
      }
    }
  }
}
