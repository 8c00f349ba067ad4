import type { WindowAxis } from '../../core/layers/window.ts'
import type { Border, HaloGeometry } from '../../kernels/maps/halo-geometry.ts'
import { inputGeometry, needsHalo } from '../../kernels/maps/halo.ts'
import type { WindowLayout } from '../../kernels/maps/taps.ts'
import { filledUp, NO_FILL, type WindowFill } from '../../kernels/maps/window-fill.ts'

/** What a sliding window (convolution or pooling) reads. */
export interface WindowPlan {
  readonly h: WindowAxis
  readonly w: WindowAxis
  readonly border: Border
  /** Whether it reads haloed planes; else the maps as they are. */
  readonly haloed: boolean
  readonly fill: WindowFill
  /** Of the planes it reads. */
  readonly geometry: HaloGeometry
}

/** What a window over these axes reads. */
export function planWindow(h: WindowAxis, w: WindowAxis, border: Border, fill = NO_FILL): WindowPlan {
  const filledH = { ...h, out: filledUp(h.out, fill.rows) }
  const kernel = Math.max(w.kernel, fill.kernelColumns)
  const filledW = { ...w, kernel, out: filledUp(w.out, fill.columns) }
  return {
    h,
    w,
    border,
    haloed: needsHalo(filledH, filledW),
    fill,
    geometry: inputGeometry(filledH, filledW),
  }
}

/** The form of a window and of the planes it reads, as kernels want it: nothing else. */
export function layoutOf({ h, w, geometry: { rowPitch, phasePitch } }: WindowPlan): WindowLayout {
  return {
    h: { kernel: h.kernel, stride: h.stride, dilation: h.dilation },
    w: { kernel: w.kernel, stride: w.stride, dilation: w.dilation, out: w.out },
    rowPitch,
    phasePitch,
  }
}
