import { FormatError } from '../../core/errors.ts'
import type { BankDocument } from '../../core/layers/layer.ts'
import { sourceOf } from './byte-source.ts'
import { picturesFrom, type KernelPicture } from './kernel-picture.ts'
import type { ChainChoice, ConvChoice, FoundConv, ModelListing, TakenLayers } from './model-file.ts'
import { openModel } from './open-file.ts'
import type { OpenModel, StoredConv } from './open-model.ts'
import { readOwnBank } from './own-pipeline.ts'
import { conversionNotes } from './stored-tensors.ts'
import { takeFrom, tensorsOf } from './take-convs.ts'

/**
 * What a file of a model holds. Its kind is told from its bytes; only headers are read, however large it is.
 * @throws FormatError; DOMException when the file cannot be read
 */
export async function listModel(file: Blob): Promise<ModelListing> {
  return listingOf(await openModel(sourceOf(file)))
}

/**
 * Convolutions of a file as layers, in the order of the choices, their values as float32; only these are read.
 * @throws FormatError with the place; DOMException when the file cannot be read
 */
export async function takeConvs(file: Blob, choices: readonly ConvChoice[]): Promise<TakenLayers> {
  return takeFrom(await openModel(sourceOf(file)), choices)
}

/** Pictures of some of a file's convolutions. @throws FormatError; DOMException when the file cannot be read */
export async function kernelPictures(file: Blob, names: readonly string[]): Promise<KernelPicture[]> {
  return picturesFrom(await openModel(sourceOf(file)), new Set(names))
}

/**
 * The pipeline of a file that Filterbank wrote (`own` of its listing), bit for bit.
 * @throws FormatError; DOMException when the file cannot be read
 */
export async function ownBank(file: Blob): Promise<BankDocument> {
  return readOwnBank(await openModel(sourceOf(file)))
}

/**
 * The chain of layers from the input of a file on, as far as it goes.
 * @throws FormatError where the file has none; DOMException when it cannot be read
 */
export async function takeChain(file: Blob, choice: ChainChoice): Promise<TakenLayers> {
  const { takeChain: take } = await openModel(sourceOf(file))
  if (take === undefined) throw new FormatError('the file has no order of layers', '')
  return take(choice)
}

/** What is told of an open file. */
export function listingOf(model: OpenModel): ModelListing {
  const { kind, tensors, convs, notes, own, chain } = model
  return {
    kind,
    tensors: tensors.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    convs: convs.map(foundConv),
    notes: [...conversionNotes(convs.length > 0 ? convs.flatMap(tensorsOf) : tensors), ...notes],
    own: own !== null,
    chain,
  }
}

/** A convolution without the ways to its values. */
function foundConv({
  weight: _weight,
  source: _source,
  bias: _bias,
  norm: _norm,
  ...found
}: StoredConv): FoundConv {
  return found
}
