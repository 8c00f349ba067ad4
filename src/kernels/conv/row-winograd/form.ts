import type { Conv2dInfo } from '../../../core/layers/conv2d.ts'
import type { WindowAxis } from '../../../core/layers/window.ts'
import { patchOf, type Taps, TILE } from '../winograd/matrices.ts'

/** How a row of a kernel is cut for Winograd's algorithm: the same in each phase of the stride. */
export interface RowForm {
  readonly phases: number
  readonly taps: Taps
  readonly segments: number
}

/** The form for a row of a kernel: one segment of 3, 4 or 5 taps, or several of 4, each beginning where the next tile does. */
export function rowForm({ kernel, stride }: Pick<WindowAxis, 'kernel' | 'stride'>): RowForm {
  const perPhase = Math.ceil(kernel / stride)
  const form = { phases: stride, segments: 1 }
  if (perPhase <= 3) return { ...form, taps: 3 }
  if (perPhase === 5) return { ...form, taps: 5 }
  return { ...form, taps: 4, segments: Math.ceil(perPhase / 4) }
}

/** How far the planes of a layer must be filled: to columns of a multiple, for a kernel of so many columns. */
export function fillOfForm(w: Pick<WindowAxis, 'kernel' | 'stride' | 'dilation'>): {
  columns: number
  kernelColumns: number
} {
  const { phases, taps, segments } = rowForm(w)
  return { columns: TILE * w.dilation, kernelColumns: phases * taps * segments }
}

/** Time of Winograd's algorithm along rows, direct convolution being 1: its products, and its transforms. */
export function rowWinogradTime({ h, w, inPerGroup, outPerGroup }: Conv2dInfo): number {
  const { phases, taps, segments } = rowForm(w)
  const columns = 4 * TILE * Math.ceil(w.out / w.dilation / 4 / TILE) * w.dilation
  const products = ((phases * segments * patchOf(taps)) / (TILE * w.kernel)) * (columns / w.out)
  const input = (1.5 * phases * h.stride * 12) / (h.kernel * w.kernel * outPerGroup)
  const output = 12 / (inPerGroup * h.kernel * w.kernel)
  return 0.04 + products + input + output
}
