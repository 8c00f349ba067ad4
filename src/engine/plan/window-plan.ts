import type { WindowAxis } from '../../core/layers/window.ts'
import type { Pair } from '../../core/tensor.ts'
import type { Border, HaloGeometry } from '../../kernels/maps/halo-geometry.ts'
import { haloGeometry, inputGeometry, needsHalo } from '../../kernels/maps/halo.ts'
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
  /** Of the elements on each axis, which the axes count with the zeros between them; [1, 1] where there are none. */
  readonly spread: Pair
  /** Of the planes it reads. */
  readonly geometry: HaloGeometry
}

/** What a window over these axes reads. @param spread see WindowPlan */
export function planWindow(
  h: WindowAxis,
  w: WindowAxis,
  border: Border,
  fill = NO_FILL,
  spread: Pair = [1, 1],
): WindowPlan {
  const filledH = { ...h, out: filledUp(h.out, fill.rows) }
  const kernel = Math.max(w.kernel, fill.kernelColumns)
  const filledW = { ...w, kernel, out: filledUp(w.out, fill.columns) }
  const window = { h, w, border, fill, spread }
  const haloed = isPlaced(window) || needsHalo(filledH, filledW)
  return {
    ...window,
    haloed,
    geometry: haloed ? haloGeometry(filledH, filledW) : inputGeometry(filledH, filledW),
  }
}

/** Whether the haloed planes of a window have zeros between the values, or not all of them. */
export function isPlaced({ h, w, spread }: Pick<WindowPlan, 'h' | 'w' | 'spread'>): boolean {
  return spread[0] > 1 || spread[1] > 1 || h.before < 0 || w.before < 0
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
