import { filtersPerTile } from '../../program/tiling.ts'
import type { ConvLayer, FasterPlan } from '../face.ts'
import { sparseModule } from './module.ts'
import { sparseWords } from './pack.ts'
import { SPARSE_FILTERS, type SparseForm, type SparseShape } from './shape.ts'

/** Cut a layer for lists of taps. */
export function planSparse({ info, bandRows, layout }: ConvLayer): FasterPlan<SparseShape, SparseForm> {
  const { inPerGroup } = info
  const { h, w, rowPitch, phasePitch } = layout
  const macsPerRow = inPerGroup * h.kernel * w.kernel * w.out
  const shape = { inPerGroup, layout }
  const taps = { h: { kernel: h.kernel, dilation: h.dilation }, rowPitch, phasePitch }
  const form = {
    inPerGroup,
    layout: { ...taps, w: { kernel: w.kernel, stride: w.stride, dilation: w.dilation } },
  }
  return {
    rowsPerTile: bandRows,
    filtersPerTile: filtersPerTile((macsPerRow * bandRows) / 2, SPARSE_FILTERS),
    shape,
    modules: (target) => [sparseModule(shape, target)],
    workspace: 0,
    form,
    floats: sparseWords,
  }
}
