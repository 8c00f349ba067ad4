import { FormatError } from '../core/errors.ts'
import type { BankDocument } from '../core/layers/layer.ts'
import { readBank, readBankValue } from './bank-json.ts'
import type { TextNumbers } from './bracket-text.ts'
import { parseKernelText } from './kernel-text.ts'
import { isLesson } from './lessons/is-lesson.ts'
import { readLink, type LinkContent } from './link.ts'
import type { KernelPicture } from './models/kernel-picture.ts'
import type { ChainChoice, ConvChoice, ModelListing, TakenLayers } from './models/model-file.ts'
import { MAX_TEXT, parseJson } from './parse-json.ts'
import { MAX_ZIP, readProject, type Project, type ProjectPhoto } from './project-zip.ts'

/*
 * Everything that may be large and comes from outside, as it comes: what the read worker does. How large a file is is looked
 * at before it is.
 */

/** The filters of a `.json` file. @throws FormatError; DOMException when the file cannot be read */
export async function bank(file: Blob): Promise<BankDocument> {
  return readBank(await textOf(file))
}

/** The filters of a file: all of a bank that was saved here, as JSON or as tensors, or what a model's file holds to choose from. */
export type FoundFilters =
  | { readonly bank: BankDocument }
  | { readonly listing: ModelListing }
  /** The text of a lesson, which is no bank. */
  | { readonly lesson: string }

/** Filters of a file, whose kind is told from its bytes. @throws FormatError; DOMException when the file cannot be read */
export async function filters(file: Blob): Promise<FoundFilters> {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer())
  if (isText(head)) {
    const text = await textOf(file)
    return isLesson(text) ? { lesson: text } : { bank: readBank(text) }
  }
  const { listModel, ownBank } = await import('./models/model-reader.ts')
  const listing = await listModel(file)
  if (!listing.own) return { listing }
  try {
    return { bank: await ownBank(file) }
  } catch (error) {
    // its weights may still be taken one by one, as someone may have changed them elsewhere
    if (!(error instanceof FormatError)) throw error
    const note = `the whole pipeline in it cannot be read (${error.message})`
    return { listing: { ...listing, notes: [note, ...listing.notes] } }
  }
}

const HEAD = 16

/** Whether a file begins as JSON does, or as no file of numbers. */
function isText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d))
}

/** What a `.filterbank` file holds, its photo as a file. */
export interface ReadProject extends Omit<Project, 'photo'> {
  readonly photo: (Omit<ProjectPhoto, 'bytes'> & { readonly file: Blob }) | null
}

/** A `.filterbank` file. @throws FormatError; DOMException when the file cannot be read */
export async function project(file: Blob): Promise<ReadProject> {
  const { photo, ...rest } = readProject(await bytesOf(file, MAX_ZIP))
  if (photo === null) return { ...rest, photo }
  const { bytes, ...about } = photo
  return { ...rest, photo: { ...about, file: new Blob([bytes]) } }
}

/** The hash of a link. @throws FormatError */
export function link(hash: string): Promise<LinkContent> {
  return Promise.resolve(readLink(hash))
}

/** Layers as they were copied, which need not begin with the channels of a picture. @throws FormatError */
export function layers(text: string): Promise<BankDocument> {
  return Promise.resolve(readBankValue({ value: parseJson(text), path: '' }))
}

/** Pasted weights. @throws FormatError */
export function numbers(text: string): Promise<TextNumbers> {
  return Promise.resolve(parseKernelText(text))
}

/** Pictures of convolutions of a model's file. @throws FormatError; DOMException when the file cannot be read */
export async function modelPictures(file: Blob, names: readonly string[]): Promise<KernelPicture[]> {
  const { kernelPictures } = await import('./models/model-reader.ts')
  return kernelPictures(file, names)
}

/** Convolutions of it as layers. @throws FormatError; DOMException when the file cannot be read */
export async function modelLayers(file: Blob, choices: readonly ConvChoice[]): Promise<TakenLayers> {
  const { takeConvs } = await import('./models/model-reader.ts')
  return takeConvs(file, choices)
}

/** The chain of layers from its input on. @throws FormatError; DOMException when the file cannot be read */
export async function modelChain(file: Blob, choice: ChainChoice): Promise<TakenLayers> {
  const { takeChain } = await import('./models/model-reader.ts')
  return takeChain(file, choice)
}

async function textOf(file: Blob): Promise<string> {
  return new TextDecoder().decode(await bytesOf(file, MAX_TEXT))
}

async function bytesOf(file: Blob, most: number): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > most) throw new FormatError(`the file has ${file.size} bytes, more than ${most}`, '')
  return new Uint8Array(await file.arrayBuffer())
}
