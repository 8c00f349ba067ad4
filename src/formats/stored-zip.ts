import { Zip, ZipPassThrough } from 'fflate'

/** Writes a ZIP whose files are stored as they are, one after the other, so that they need not be in memory together. */
export class StoredZip {
  readonly #zip: Zip

  /** @param emit is given the archive's bytes in order */
  constructor(emit: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#zip = new Zip((error, data) => {
      if (error) throw error
      emit(new Uint8Array(data))
    })
  }

  add(name: string, bytes: Uint8Array): void {
    const file = new ZipPassThrough(name)
    this.#zip.add(file)
    file.push(bytes, true)
  }

  /** After the last file. */
  end(): void {
    this.#zip.end()
  }
}
