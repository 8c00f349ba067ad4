import type { BankDocument } from '../../src/core/layers/layer.ts'
import type { TextNumbers } from '../../src/formats/bracket-text.ts'
import type { LinkContent } from '../../src/formats/link.ts'
import type { ConvChoice, ModelListing, TakenLayers } from '../../src/formats/models/model-file.ts'
import type { ReadProject } from '../../src/formats/readers.ts'

/** What the read worker exposes. All of it rejects with a FormatError, or with a DOMException when a file cannot be read. */
export interface ReadWorker {
  /** The filters of a `.json` file. */
  bank(file: Blob): Promise<BankDocument>
  /** A `.filterbank` file. */
  project(file: Blob): Promise<ReadProject>
  /** The hash of a link. */
  link(hash: string): Promise<LinkContent>
  /** Pasted weights. */
  numbers(text: string): Promise<TextNumbers>
  /** What a file of a model holds, from its headers alone. */
  modelListing(file: Blob): Promise<ModelListing>
  /** Convolutions of such a file as layers. */
  modelLayers(file: Blob, choices: readonly ConvChoice[]): Promise<TakenLayers>
}
