import type { KernelModule } from '../../wasm/kernel-module.ts'
import { rowWinogradLayout, type RowWinogradSpec } from './layout.ts'

/** The module of a Winograd convolution along rows, see code.ts. */
export function rowWinogradModule(spec: RowWinogradSpec): KernelModule {
  const { set, shared, filters, chunk, inPerGroup, kernel, taps, segments, phases, width, tilesWide } = spec
  const layout = rowWinogradLayout(spec)
  const form = `k${kernel[0]}-t${taps}x${segments}-s${phases}-d${spec.dilationWidth}-c${inPerGroup}-w${width}-p${spec.phasePitch}`
  const pitches = `${tilesWide}x${spec.rowsAtOnce}-${spec.strideHeight}-${layout.vPitch}-${layout.mPitch}-${filters}of${chunk}x${spec.sumRows}`
  const key = `row-winograd-${set}-${shared ? 'shared' : 'own'}-${form}-${pitches}`
  return { key, assemble: async () => (await import('./code.ts')).assembleRowWinograd(spec) }
}
