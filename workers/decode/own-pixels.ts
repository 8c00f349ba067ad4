import { ImageError } from '../../src/core/errors.ts'
import { conversionNote } from '../../src/formats/conversions.ts'
import type { OwnPicture, ToDecode } from './own-picture.ts'

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
  tiff: async (file) => await (await import('./open-tiff.ts')).openTiff(file),
}

/** Where colours are to be converted, the browser does it, with 8 bits. */
async function deepPng({ bytes, facts, ownValues }: ToDecode): Promise<OwnPicture | null> {
  if (facts.depth !== 16 || (facts.colors !== null && !ownValues)) return null
  const { readDeepPng } = await import('../../src/formats/photos/deep-png.ts')
  const samples = readDeepPng(bytes)
  return samples && { samples, note: conversionNote(facts, { ownValues, bits: true }) }
}
