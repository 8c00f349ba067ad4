import type { Conv2dParams } from '../layer.ts'
import { MAX_SPAN } from '../limits.ts'
import type { CheckSetting } from './kind.ts'

/** Check how the windows of a layer go over its input. @throws ShapeError */
export function checkSteps(
  { stride, padding, dilation }: Partial<Pick<Conv2dParams, 'stride' | 'padding' | 'dilation'>>,
  check: CheckSetting,
): void {
  if (stride !== undefined) check(stride, 'stride', 'Stride', MAX_SPAN)
  if (typeof padding === 'object') check(padding, 'padding', 'Padding', MAX_SPAN, 0)
  if (dilation !== undefined) check(dilation, 'dilation', 'Dilation', MAX_SPAN)
}
