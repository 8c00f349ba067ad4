import type { FasterAlgorithm, FormOf, ShapeOf } from './algorithm.ts'
import type { Running } from './face.ts'
import { rowWinogradRunning } from './row-winograd/running.ts'
import { separableRunning } from './separable/running.ts'
import { sparseRunning } from './sparse/running.ts'
import { TAMENESS } from './tame.ts'
import { winogradRunning } from './winograd/running.ts'

/** The faster algorithms where tiles are computed: workers hold nothing of how they are planned. */
export const RUNNING: { readonly [A in FasterAlgorithm]: Running<ShapeOf<A>, FormOf<A>> } = {
  winograd: winogradRunning,
  rowWinograd: rowWinogradRunning,
  separable: separableRunning,
  sparse: sparseRunning,
}

/** Whether an algorithm may be taken for input of this tameness, see tamenessOf. */
export function takes(algorithm: FasterAlgorithm, tameness: number): boolean {
  return tameness >= (RUNNING[algorithm].mixesPixels ? TAMENESS.even : TAMENESS.finite)
}
