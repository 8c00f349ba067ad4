import { ImageError } from '../../src/core/errors.ts'
import type { Samples } from '../../src/core/image/samples.ts'
import { conversionNote, type PictureFacts } from '../../src/formats/conversions.ts'

/** What a decoder of ours makes of a file. */
export interface OwnPicture {
  /** As stored, before orientation. */
  readonly samples: Samples
  /** What was converted, kept or left out, in plain words; '' when there is nothing to say. */
  readonly note: string
}

/** What is known of a file before it is decoded. */
export interface ToDecode {
  /** The file's name, which messages begin with. */
  readonly name: string
  readonly bytes: Uint8Array
  /** As FileKind. */
  readonly kind: string
  readonly facts: PictureFacts
  /** Whether colours are to be left as they are in the file. */
  readonly ownValues: boolean
}

/**
 * Decode what the browser would give with less than there is in the file. Each decoder is loaded when a file needs it.
 * @returns null where the browser is to decode
 * @throws ImageError
 */
export async function ownPixels(file: ToDecode): Promise<OwnPicture | null> {
  try {
    return (await BEFORE_BROWSER[file.kind]?.(file)) ?? null
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ImageError(`${file.name} does not fit into memory. Make it smaller first.`)
  }
}

const BEFORE_BROWSER: Readonly<Record<string, (file: ToDecode) => Promise<OwnPicture | null>>> = {
  png: deepPng,
}

/** Where colours are to be converted, the browser does it, with 8 bits. */
async function deepPng({ bytes, facts, ownValues }: ToDecode): Promise<OwnPicture | null> {
  if (facts.depth !== 16 || (facts.colors !== null && !ownValues)) return null
  const { readDeepPng } = await import('../../src/formats/photos/deep-png.ts')
  const samples = readDeepPng(bytes)
  return samples && { samples, note: conversionNote(facts, { ownValues, bits: true }) }
}
