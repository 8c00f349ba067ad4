import type { WindowAxis } from '../../../core/layers/window.ts'
import type { WindowFill } from '../../maps/window-fill.ts'
import { TILE } from '../winograd/matrices.ts'
import type { RowForm } from './shape.ts'

/** The form for a row of a kernel: one segment of 3, 4 or 5 taps, or several of 4, each beginning where the next tile does. */
export function rowForm({ kernel, stride }: Pick<WindowAxis, 'kernel' | 'stride'>): RowForm {
  const perPhase = Math.ceil(kernel / stride)
  const form = { phases: stride, segments: 1 }
  if (perPhase <= 3) return { ...form, taps: 3 }
  if (perPhase === 5) return { ...form, taps: 5 }
  return { ...form, taps: 4, segments: Math.ceil(perPhase / 4) }
}

/** How far the planes of a layer must be filled: to columns of a multiple, for a kernel of so many columns. */
export function fillOfForm(
  w: Pick<WindowAxis, 'kernel' | 'stride' | 'dilation'>,
): Pick<WindowFill, 'columns' | 'kernelColumns'> {
  const { phases, taps, segments } = rowForm(w)
  return { columns: TILE * w.dilation, kernelColumns: phases * taps * segments }
}
