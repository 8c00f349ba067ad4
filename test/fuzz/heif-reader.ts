import { readFileSync } from 'node:fs'
import { ImageError } from '../../src/core/errors.ts'
import { conversionNote, pictureFacts } from '../../src/formats/conversions.ts'
import { readHeif, type Libheif } from '../../src/formats/photos/heif.ts'
import { openLibheif } from '../fixtures/libheif.ts'
import type { FuzzedReader } from './fuzz.ts'

const FILES = ['eight', 'ten'].map((name) => `test/fixtures/images/${name}.heic`)
/** Bytes of the library's memory; it begins with 17 MB, and only grows. */
const MOST_MEMORY = 128 << 20

let library: Libheif | null = null

/** libheif, by one instance for all inputs, as one worker has it for all photos. */
export const HEIF_READER: FuzzedReader = {
  name: 'heif',
  corpus: () => FILES.map((file) => new Uint8Array(readFileSync(file))),
  inputs: 1000,
  read(input) {
    library ??= openLibheif().heif
    const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : new Uint8Array(input)
    const facts = pictureFacts(bytes, 'heic')
    // what an input before this one left, however it ended
    const { length } = library.HEAPU8
    if (length > MOST_MEMORY) throw new RangeError(`the decoder took ${length} bytes`)
    const { width, height, data } = readHeif(library, bytes, facts.depth > 8, 'it')
    if (data.length !== 4 * width * height) throw new RangeError(`${data.length} values`)
    return { value: [width, height, conversionNote(facts, { ownValues: true, bits: true })] }
  },
  refuses: ImageError,
}
