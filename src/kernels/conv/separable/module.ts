import { convModule } from '../direct/module.ts'
import type { KernelModule } from '../../wasm/kernel-module.ts'
import type { ModuleTarget } from '../face.ts'
import type { SeparableShape } from './shape.ts'

/*
 * A kernel of rank 1, w[i][j] = column[i] * row[j], is two passes of 1-D kernels: kH + kW multiplications instead of
 * kH * kW. The rows of each channel go into the workspace, then columns are summed over the channels. Both are kernels of
 * convModule for a single filter, so that a filter's result does not depend on others.
 */

/** The modules of both passes of a layer: of the rows, then of the columns. */
export function separableModules(
  { inPerGroup, block, layout }: SeparableShape,
  target: ModuleTarget,
): readonly [rows: KernelModule, columns: KernelModule] {
  const { h, w } = layout
  const once = { kernel: 1, stride: 1, dilation: 1 }
  return [
    convModule({ ...layout, ...target, block, inPerGroup: 1, h: once }),
    convModule({
      ...target,
      block,
      inPerGroup,
      h,
      w: { ...once, out: w.out },
      rowPitch: w.out,
      phasePitch: w.out,
    }),
  ]
}
