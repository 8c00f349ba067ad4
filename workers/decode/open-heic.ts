import wasmUrl from 'libheif-js/libheif-wasm/libheif.wasm?url'
import scriptUrl from 'libheif-js/libheif-wasm/libheif.js?url'
import { ImageError } from '../../src/core/errors.ts'
import { inSrgb } from '../../src/core/image/color-space.ts'
import { conversionNote } from '../../src/formats/conversions.ts'
import { switchFiltersOn } from '../../src/formats/photos/heif-filters.ts'
import { heicColors } from '../../src/formats/file-colors.ts'
import { readHeif, type Libheif } from '../../src/formats/photos/heif.ts'
import type { OwnPicture, ToDecode } from './own-picture.ts'

/**
 * A HEIC photo where the browser has no decoder of it, upright, in sRGB where its colours are known here and are to be converted.
 * @throws ImageError
 */
export async function openHeic({ name, bytes, facts, ownValues }: ToDecode): Promise<OwnPicture> {
  library ??= loadLibrary()
  const heif = await library.catch((error: unknown) => {
    library = null // the next photo tries again
    const why = error instanceof Error ? error.message : String(error)
    throw new ImageError(`${name} cannot be opened: the decoder of HEIC could not be loaded (${why}).`)
  })
  const samples = readHeif(heif, bytes, facts.depth > 8, name)
  const colors = facts.colors === null || ownValues ? null : heicColors(bytes)
  const note = conversionNote(facts, { ownValues, bits: true, why: typeof colors === 'string' ? colors : '' })
  return { samples: inSrgb(samples, colors), orientation: 1, note }
}

let library: Promise<Libheif> | null = null

type MakeLibrary = (options: { readonly wasmBinary: ArrayBuffer }) => Libheif

/** libheif stays a file of its own, as its licence asks. It is no module: it hands itself to a loader of AMD modules. */
async function loadLibrary(): Promise<Libheif> {
  const scope: typeof self & { define?: unknown } = self
  let make: MakeLibrary | null = null
  const take = (_: readonly string[], factory: () => MakeLibrary) => (make = factory())
  scope.define = Object.assign(take, { amd: {} })
  try {
    await import(/* @vite-ignore */ scriptUrl)
  } finally {
    delete scope.define
  }
  const response = await fetch(wasmUrl)
  if (!response.ok) throw new TypeError(`the server answered ${response.status}`)
  const wasm = await response.arrayBuffer()
  switchFiltersOn(new Uint8Array(wasm))
  return made(make)({ wasmBinary: wasm })
}

function made(make: MakeLibrary | null): MakeLibrary {
  if (make === null) throw new TypeError('it is not what it should be')
  return make
}
