import type { Algorithm, FasterAlgorithm, Planning } from './algorithm.ts'
import { rowWinogradPlanning } from './row-winograd/planning.ts'
import { separablePlanning } from './separable/planning.ts'
import { sparsePlanning } from './sparse/planning.ts'
import { winogradPlanning } from './winograd/planning.ts'

/** The faster algorithms where runs are planned, in the order in which reasons name them. */
export const PLANNING: Readonly<Record<FasterAlgorithm, Planning>> = {
  winograd: winogradPlanning,
  rowWinograd: rowWinogradPlanning,
  separable: separablePlanning,
  sparse: sparsePlanning,
}

/** Their names: the table has no other keys. */
export const FASTER = Object.keys(PLANNING) as readonly FasterAlgorithm[]

/** The algorithms, the one that takes everything last. */
export const ALGORITHMS: readonly Algorithm[] = [...FASTER, 'direct']
