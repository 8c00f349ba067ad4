import type { PlannedRun } from '../plan/layer-plan.ts'
import type { CopiedMap } from './copied-jobs.ts'

/** The maps of a run on the main thread. Maps are never changed once a run has completed. */
export interface CopiedState extends PlannedRun {
  /** maps[0] is the input, maps[l + 1] the outputs of layer l; map n * C + c. */
  readonly maps: readonly (readonly CopiedMap[])[]
}
