import type { BankDocument } from '../../src/core/layers/layer.ts'
import type { TextNumbers } from '../../src/formats/bracket-text.ts'
import type { LinkContent } from '../../src/formats/link.ts'
import type { KernelPicture } from '../../src/formats/models/kernel-picture.ts'
import type { ChainChoice, ConvChoice, TakenLayers } from '../../src/formats/models/model-file.ts'
import type { FoundFilters, ReadProject } from '../../src/formats/readers.ts'

/** What reads files, in the read worker or without it. All of it rejects with a FormatError, or with a DOMException when a file cannot be read. */
export interface ReadWorker {
  /** The filters of a file, or what there is to choose from. */
  filters(file: Blob): Promise<FoundFilters>
  /** A `.filterbank` file. */
  project(file: Blob): Promise<ReadProject>
  /** The hash of a link. */
  link(hash: string): Promise<LinkContent>
  /** Copied layers. */
  layers(text: string): Promise<BankDocument>
  /** Pasted weights. */
  numbers(text: string): Promise<TextNumbers>
  /** Pictures of some convolutions of a model's file. */
  modelPictures(file: Blob, names: readonly string[]): Promise<KernelPicture[]>
  /** Convolutions of it as layers. */
  modelLayers(file: Blob, choices: readonly ConvChoice[]): Promise<TakenLayers>
  /** The chain of layers from its input on. */
  modelChain(file: Blob, choice: ChainChoice): Promise<TakenLayers>
}

/** What the read worker exposes. */
export interface StartedReadWorker extends ReadWorker {
  /** Answers once the worker has started. */
  started(): boolean
}
