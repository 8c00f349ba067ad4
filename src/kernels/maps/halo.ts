import type { HaloGeometry } from './halo-geometry.ts'
import type { WindowAxis } from '../../core/layers/window.ts'

/** Floats behind a plane that a vector may read (never use) past its last window. */
const SLACK = 16

/** Strides of 4096 bytes make loads and stores of neighbouring rows or planes fight for the same cache sets. */
const ALIASING_FLOATS = 1024

/** Elements from the start of the first window to the end of the last. */
function reach(axis: WindowAxis): number {
  return (axis.out - 1) * axis.stride + axis.dilation * (axis.kernel - 1) + 1
}

function avoidAliasing(floats: number): number {
  return floats % ALIASING_FLOATS === 0 ? floats + SLACK : floats
}

/** Whether windows need a haloed copy of the map: padding, or columns split by stride. Else they read the map itself. */
export function needsHalo(h: WindowAxis, w: WindowAxis): boolean {
  return h.before > 0 || w.before > 0 || w.stride > 1 || reach(h) > h.size || reach(w) > w.size
}

/**
 * The haloed plane for windows h x w: element (row, column) of the padded map lies at
 * row * rowPitch + (column % phases) * phasePitch + floor(column / phases).
 */
export function haloGeometry(h: WindowAxis, w: WindowAxis): HaloGeometry {
  const rows = reach(h)
  const columns = reach(w)
  const phases = w.stride
  const phasePitch = 4 * Math.ceil(columns / phases / 4)
  const rowPitch = avoidAliasing(phases * phasePitch)
  return { rows, columns, phases, phasePitch, rowPitch, floats: avoidAliasing(rows * rowPitch + SLACK) }
}

/** The plane that windows h x w read: the haloed one, or the geometry of the map itself where no halo is needed. */
export function inputGeometry(h: WindowAxis, w: WindowAxis): HaloGeometry {
  if (needsHalo(h, w)) return haloGeometry(h, w)
  return {
    rows: h.size,
    columns: w.size,
    phases: 1,
    phasePitch: w.size,
    rowPitch: w.size,
    floats: h.size * w.size + SLACK,
  }
}
