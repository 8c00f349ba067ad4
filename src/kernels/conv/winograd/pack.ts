import { blocksOf } from '../filter-blocks.ts'
import { POSITIONS, transformKernel } from './kernel.ts'
import type { WinogradForm } from './shape.ts'

/** Floats of one filter's packed weights and bias. */
export function winogradFloats({ inPerGroup }: Pick<WinogradForm, 'inPerGroup'>): number {
  return inPerGroup * POSITIONS + 1
}

/**
 * Pack the weights of one tile, see Pack: all biases, then for each run of blocks G g G^T as [position][block][channel][filter]. The
 * target receives winogradFloats(form) floats for each filter.
 */
export function packWinograd(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  form: WinogradForm,
): void {
  const { inPerGroup } = form
  const transformed = new Float64Array(POSITIONS)
  const columns = new Float64Array(18)
  for (const [i, filter] of filters.entries()) target[i] = bias?.[filter] ?? 0
  for (const { first, each, blocks } of blocksOf(form, filters.length)) {
    const start = filters.length + first * inPerGroup * POSITIONS
    const positionStep = blocks * each * inPerGroup
    for (let i = 0; i < blocks * each; i++) {
      const filter = filters[first + i] ?? 0
      const inBlock = start + Math.floor(i / each) * each * inPerGroup + (i % each)
      for (let channel = 0; channel < inPerGroup; channel++) {
        transformKernel(weight, (filter * inPerGroup + channel) * 9, transformed, columns)
        let at = inBlock + channel * each
        for (let position = 0; position < POSITIONS; position++) {
          target[at] = transformed[position] ?? 0
          at += positionStep
        }
      }
    }
  }
}
