import type { WindowAxis } from '../core/window.ts'
import type { FunctionBuilder, Local } from './wasm-function.ts'

/** The form of a sliding window, and how the planes it reads lie: see HaloGeometry. Pitches in floats. */
export interface WindowLayout {
  readonly h: Pick<WindowAxis, 'kernel' | 'stride' | 'dilation'>
  readonly w: Pick<WindowAxis, 'kernel' | 'stride' | 'dilation' | 'out'>
  readonly rowPitch: number
  readonly phasePitch: number
}

/** Everything of a layout that code depends on, as a part of a module's key. */
export function layoutKey({ h, w, rowPitch, phasePitch }: WindowLayout): string {
  const rows = `k${h.kernel}s${h.stride}d${h.dilation}`
  return `${rows}-k${w.kernel}s${w.stride}d${w.dilation}-w${w.out}-r${rowPitch}-p${phasePitch}`
}

/**
 * Machine code of a loop body, in bytes, that runs at full speed. Measured in Chromium on x64, 2x3x2: 11x11 kernels reach
 * the peak as a loop over rows, and take 1.4 to 2 times as long as straight code of 17 KB; 7x7 ones lose 3% to 7 KB.
 */
const MAX_BODY_BYTES = 4000

/** The cursors of a walk over taps: addresses that every tap is at a constant offset from. */
export interface TapCursors {
  /** Address of the window's first element. Used up by the walk. */
  readonly input: Local<'i32'>
  /** Address of the first tap's weights, `bytes` for each tap; ends behind the last tap. */
  readonly weights?: { readonly address: Local<'i32'>; readonly bytes: number }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/**
 * Write `tap` for every tap of the window, row by row: straight code where that stays small enough, else in a loop over
 * the rows, else over runs of columns too. The order of the taps is the same in all three.
 * @param tapBytes estimate of the machine code of one tap
 * @param tap writes one tap; gets its byte offsets from the cursors
 */
export function emitTaps(
  f: FunctionBuilder,
  layout: WindowLayout,
  cursors: TapCursors,
  tapBytes: number,
  tap: (inputOffset: number, weightOffset: number) => void,
): void {
  const { h, w, rowPitch, phasePitch } = layout
  const weightBytes = cursors.weights?.bytes ?? 0
  const advanceWeights = (taps: number) => {
    if (cursors.weights) f.increment(cursors.weights.address, taps * weightBytes)
  }
  const columnOffset = (kw: number) => {
    const column = kw * w.dilation
    return 4 * ((column % w.stride) * phasePitch + Math.floor(column / w.stride))
  }
  const rowOffset = (kh: number) => 4 * kh * h.dilation * rowPitch
  const fitting = Math.floor(MAX_BODY_BYTES / tapBytes)

  if (h.kernel * w.kernel <= fitting) {
    for (let kh = 0; kh < h.kernel; kh++) {
      for (let kw = 0; kw < w.kernel; kw++) {
        tap(rowOffset(kh) + columnOffset(kw), (kh * w.kernel + kw) * weightBytes)
      }
    }
    advanceWeights(h.kernel * w.kernel)
    return
  }

  const emitColumns = (from: number, to: number) => {
    for (let kw = from; kw < to; kw++) tap(columnOffset(kw - from), (kw - from) * weightBytes)
    advanceWeights(to - from)
  }
  f.repeat(h.kernel, () => {
    if (w.kernel <= fitting) emitColumns(0, w.kernel)
    else {
      // Runs of whole periods of the phases, after which the pattern of offsets starts again.
      const period = w.stride / greatestCommonDivisor(w.stride, w.dilation)
      const run = Math.max(period, Math.floor(fitting / period) * period)
      const rowStart = f.local('i32', cursors.input)
      const runs = Math.floor(w.kernel / run)
      f.repeat(runs, () => {
        emitColumns(0, run)
        f.increment(cursors.input, columnOffset(run))
      })
      emitColumns(runs * run, w.kernel)
      f.set(cursors.input, rowStart)
    }
    f.increment(cursors.input, rowOffset(1))
  })
}
