import { greatestCommonDivisor } from '../../core/layers/groups.ts'
import type { WindowAxis } from '../../core/layers/window.ts'
import type { FunctionBuilder, Local } from '../wasm/function.ts'

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
 * Taps of a kernel that is walked column by column, in straight code whatever the block: rows of a block meet the same inputs in
 * neighbouring taps then, and single filters load them once.
 */
export const SMALL_KERNEL = 25

/**
 * Machine code of a loop body, in bytes, that runs at full speed. Measured in Chromium on x64: from 2000 to 14000 all is the
 * same, but 11x11 kernels as straight code of 17 KB lose 20% (relaxed) to 38%, 7x7 ones of 7 KB 5% (simd).
 */
const MAX_BODY_BYTES = 4000

/** The taps of a kernel in the order of their sum, as places in the row-major kernel: small ones by column, others by row. */
export function tapOrder([rows, columns]: readonly [rows: number, columns: number]): number[] {
  const taps = Array.from({ length: rows * columns }, (_, i) => i)
  return taps.length > SMALL_KERNEL ? taps : taps.map((i) => (i % rows) * columns + Math.floor(i / rows))
}

/** The cursors of a walk over taps: addresses that every tap is at a constant offset from. */
export interface TapCursors {
  /** Address of the window's first element. Used up by the walk. */
  readonly input: Local<'i32'>
  /** Address of the first tap's weights, `bytes` for each tap; ends behind the last tap. */
  readonly weights?: { readonly address: Local<'i32'>; readonly bytes: number }
}

/** A tap, by its byte offsets from the cursors. */
export interface Tap {
  readonly input: number
  readonly weights: number
}

/**
 * Write `column` for the taps of the window, in their order: straight code where that stays small enough, else in a loop over
 * the rows, else over runs of columns too.
 * @param tapBytes estimate of the machine code of one tap
 * @param column writes some neighbouring taps of one column; of a small kernel, all of them
 */
export function emitTaps(
  f: FunctionBuilder,
  layout: WindowLayout,
  { input, weights }: TapCursors,
  tapBytes: number,
  column: (taps: readonly Tap[]) => void,
): void {
  const { h, w, rowPitch, phasePitch } = layout
  const weightBytes = weights?.bytes ?? 0
  const advanceWeights = (taps: number) => {
    if (weights) f.increment(weights.address, taps * weightBytes)
  }
  const columnOffset = (kw: number) => {
    const x = kw * w.dilation
    return 4 * ((x % w.stride) * phasePitch + Math.floor(x / w.stride))
  }
  const rowOffset = 4 * h.dilation * rowPitch
  const taps = h.kernel * w.kernel

  if (taps <= SMALL_KERNEL) {
    for (let kw = 0; kw < w.kernel; kw++) {
      column(
        Array.from({ length: h.kernel }, (_, kh) => ({
          input: kh * rowOffset + columnOffset(kw),
          weights: (kw * h.kernel + kh) * weightBytes,
        })),
      )
    }
    advanceWeights(taps)
    return
  }
  const fitting = Math.floor(MAX_BODY_BYTES / tapBytes)
  if (taps <= fitting) {
    for (let tap = 0; tap < taps; tap++) {
      const [kh, kw] = [Math.floor(tap / w.kernel), tap % w.kernel]
      column([{ input: kh * rowOffset + columnOffset(kw), weights: tap * weightBytes }])
    }
    advanceWeights(taps)
    return
  }
  const emitColumns = (from: number, to: number) => {
    for (let kw = 0; kw < to - from; kw++) column([{ input: columnOffset(kw), weights: kw * weightBytes }])
    advanceWeights(to - from)
  }
  f.repeat(h.kernel, () => {
    if (w.kernel <= fitting) emitColumns(0, w.kernel)
    else {
      // Runs of whole periods of the phases, after which the pattern of offsets starts again.
      const period = w.stride / greatestCommonDivisor(w.stride, w.dilation)
      const run = Math.max(period, Math.floor(fitting / period) * period)
      const rowStart = f.local('i32', input)
      const runs = Math.floor(w.kernel / run)
      f.repeat(runs, () => {
        emitColumns(0, run)
        f.increment(input, columnOffset(run))
      })
      emitColumns(runs * run, w.kernel)
      f.set(input, rowStart)
    }
    f.increment(input, rowOffset)
  })
}
