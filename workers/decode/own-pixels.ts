import { ImageError } from '../../src/core/errors.ts'
import type { OwnPicture, ToDecode } from './own-picture.ts'

/**
 * Decode what the browser would give with less than there is in the file. Each decoder is loaded when a file needs it.
 * @returns null where the browser is to decode
 * @throws ImageError
 */
export async function ownPixels(file: ToDecode): Promise<OwnPicture | null> {
  return await decodeBy(BEFORE_BROWSER, file)
}

/**
 * Decode what this browser did not.
 * @returns null where there is no decoder of that kind, or the file is damaged
 * @throws ImageError
 */
export async function pixelsInstead(file: ToDecode): Promise<OwnPicture | null> {
  return await decodeBy(AFTER_BROWSER, file)
}

async function decodeBy(decoders: Decoders, file: ToDecode): Promise<OwnPicture | null> {
  try {
    return (await decoders[file.kind]?.(file)) ?? null
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ImageError(`${file.name} does not fit into memory. Make it smaller first.`)
  }
}

type Decoders = Readonly<Record<string, (file: ToDecode) => Promise<OwnPicture | null>>>

const BEFORE_BROWSER: Decoders = {
  png: deepPng,
  tiff: async (file) => await (await import('./open-tiff.ts')).openTiff(file),
}

/** Some browsers decode these. */
const AFTER_BROWSER: Decoders = {
  heic: async (file) => await (await import('./open-heic.ts')).openHeic(file),
  jxl: async (file) => await (await import('./open-jxl.ts')).openJxl(file),
}

/** Where colours cannot be converted here, the browser does it, with 8 bits. */
async function deepPng({ bytes, facts, ownValues }: ToDecode): Promise<OwnPicture | null> {
  if (facts.depth !== 16) return null
  const { openDeepPng } = await import('./open-deep-png.ts')
  return openDeepPng(bytes, facts, ownValues)
}
