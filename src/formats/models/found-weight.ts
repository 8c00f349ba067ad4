import type { Conv2dParams } from '../../core/layers/layer.ts'
import type { Pair } from '../../core/tensor.ts'
import type { StoredConv } from './open-model.ts'

/** What a file says of a module beside its tensors. */
export interface ModuleFacts {
  readonly settings?: Partial<Conv2dParams>
  readonly eps?: number
  readonly transposed?: boolean
  readonly outputPadding?: Pair
}

/** How a file keeps its tensors. */
export interface FindOptions {
  /** Whether tensors stand in the order in which their modules were defined, as in a state_dict. */
  readonly inOrder: boolean
  /** Whether arrays of two or three axes that are no larger than a kernel are kernels, where nothing is named as a weight. */
  readonly kernels: boolean
  /** What the file says of the module of this name. */
  readonly facts?: (name: string) => ModuleFacts | undefined
}

/** A convolution before its BatchNorm is known. */
export interface WeightFound extends Omit<StoredConv, 'batchNorm' | 'usualEps' | 'norm'> {
  /** Position of its weight among the tensors. */
  readonly index: number
  /** Whether its axes are brought into another order. */
  readonly isTurned: boolean
}
