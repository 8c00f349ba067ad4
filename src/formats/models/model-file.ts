import type { Conv2dParams, Pipeline } from '../../core/layers/layer.ts'
import type { Pair, Shape4 } from '../../core/tensor.ts'

/** The kinds of files that hold tensors of models. */
export type ModelKind = 'safetensors' | 'npy' | 'npz' | 'pt' | 'onnx'

/** A tensor of a file, as it stands there. */
export interface ModelTensor {
  readonly name: string
  /** Sizes of its axes, outermost first; [] for a single number. */
  readonly shape: readonly number[]
  /** In PyTorch's words, such as `float32` or `bfloat16`; what is not read, in the file's own. */
  readonly dtype: string
}

/** A convolution that a file holds. */
export interface FoundConv {
  /** Of its weight, without the word for weight. */
  readonly name: string
  /** (C_out, C_in/groups, kH, kW); of a transposed one (C_in, C_out/groups, kH, kW). */
  readonly weightShape: Shape4
  readonly hasBias: boolean
  /** Whether the statistics of a BatchNorm that follows it are in the file. */
  readonly batchNorm: boolean
  /** `eps` of that BatchNorm that is usual for its names, where the file does not say it. */
  readonly usualEps?: number
  /** What the file says of its settings. */
  readonly settings: Partial<Conv2dParams>
  /** A ConvTranspose2d. */
  readonly transposed?: true
  /** Of a ConvTranspose2d, where the file says it; else [0, 0]. */
  readonly outputPadding?: Pair
}

/** What a file holds, known from its headers alone. */
export interface ModelListing {
  readonly kind: ModelKind
  readonly tensors: readonly ModelTensor[]
  /** In the order of the file. */
  readonly convs: readonly FoundConv[]
  /** What is converted and what is left out, in plain words. */
  readonly notes: readonly string[]
  /** Whether Filterbank wrote the file: `ownBank` gives back all of it, as it was. */
  readonly own: boolean
  /** How far a chain of layers goes from the input, and what ends it; null where the file has no order of layers. */
  readonly chain: ModelChain | null
}

/** The longest run of layers from the input on that a pipeline can express, BatchNorms folded into convolutions. */
export interface ModelChain {
  readonly layers: number
  /** Numbers of their weights. */
  readonly weights: number
  /** Such as "Concat after layer 12"; null where the chain is all of the model. */
  readonly stopsAt: string | null
}

/** What becomes of a BatchNorm behind a convolution: part of its weights, a layer of its own, or left out. */
export type BatchNormChoice = 'fold' | 'affine' | 'leave'

/** How a chain is taken: what becomes of its BatchNorms, none of which is left out. */
export interface ChainChoice {
  readonly batchNorm: Exclude<BatchNormChoice, 'leave'>
}

/** A convolution that is taken, and how. */
export interface ConvChoice {
  readonly name: string
  readonly params: Conv2dParams
  readonly batchNorm: BatchNormChoice
  /** Of its BatchNorm, at least 0; where it is not given, what the file says or what is usual. */
  readonly eps?: number
}

/** Layers out of a file, and what was converted on the way. */
export interface TakenLayers {
  readonly layers: Pipeline
  readonly notes: readonly string[]
}
