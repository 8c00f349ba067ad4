import type { ChainChoice, FoundConv, ModelChain, ModelKind, ModelTensor, TakenLayers } from './model-file.ts'

/** A tensor of an open file. */
export interface StoredTensor extends ModelTensor {
  /**
   * Its values in C order, as float32; where `count` is given, the first of them, and no more of the file than that where they
   * lie in one run. @throws FormatError for a type that is not read, or a damaged file
   */
  read(count?: number): Promise<Float32Array<ArrayBuffer>>
}

/** A convolution, and where its parts are. */
export interface StoredConv extends FoundConv {
  /** What its weight is read from. */
  readonly source: StoredTensor
  /** Its weight in the order of `weightShape`, C order; the first `filters` of it where that is given. @throws FormatError */
  readonly weight: (filters?: number) => Promise<Float32Array<ArrayBuffer>>
  readonly bias: StoredTensor | null
  /** The BatchNorm that follows it. */
  readonly norm: NormBehind | null
}

/** A BatchNorm in the form of inference; PyTorch's names. */
export interface StoredNorm {
  readonly runningMean: StoredTensor
  readonly runningVar: StoredTensor
  /** gamma; null for ones. */
  readonly weight: StoredTensor | null
  /** beta; null for zeros. */
  readonly bias: StoredTensor | null
}

/** A BatchNorm behind a convolution, with its `eps`: what the file says, else what is usual where its parts have such names. */
export interface NormBehind extends StoredNorm {
  readonly eps: number
}

/** A file whose headers were read. What of its values is needed is read later. */
export interface OpenModel {
  readonly kind: ModelKind
  readonly tensors: readonly StoredTensor[]
  readonly convs: readonly StoredConv[]
  readonly notes: readonly string[]
  /** The file's text of a whole pipeline that Filterbank wrote, weights aside; null in files of others. */
  readonly own: (() => Promise<string>) | null
  readonly chain: ModelChain | null
  /** The layers of the chain, where there is one. @throws FormatError */
  readonly takeChain?: (choice: ChainChoice) => Promise<TakenLayers>
}

/** Tensors that a file may list: the largest models have some thousands. */
export const MAX_TENSORS = 65_536
/** UTF-16 units of a tensor's name. */
export const MAX_TENSOR_NAME = 1000
/** Axes of a tensor, as NumPy allows them. */
export const MAX_AXES = 32
