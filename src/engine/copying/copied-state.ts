import type { Tensor } from '../../core/tensor.ts'
import type { Algorithm } from '../../kernels/conv/algorithm.ts'
import type { LayerPlan } from '../plan/layer-plan.ts'
import type { CopiedMap } from './copied-jobs.ts'

/** The maps of a run on the main thread. Maps are never changed once a run has completed. */
export interface CopiedState {
  readonly input: Tensor
  readonly only: Algorithm | null
  readonly plans: readonly LayerPlan[]
  /** maps[0] is the input, maps[l + 1] the outputs of layer l; map n * C + c. */
  readonly maps: readonly (readonly CopiedMap[])[]
}
