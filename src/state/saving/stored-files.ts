import type { FileBytes } from '../../formats/stored-file.ts'
import type { ProjectRecord } from '../../formats/project-record.ts'
import { takesBlobs } from './blob-trial.ts'

/** Files, with gaps where there is none. */
export type Files = readonly (Blob | null | undefined)[]

/**
 * What is stored of files: the files themselves or, where the browser's storage takes no Blob (WebKit in a session that is
 * forgotten, such as a private window), their bytes. These can be had only later, so they are read ahead and kept beside the file.
 */
export class StoredFiles {
  #trial: Promise<void> | null = null
  /** null until it was tried. */
  #takesBlobs: boolean | null = null
  readonly #bytes = new WeakMap<Blob, FileBytes>()
  /** One reading after the other, so that none is done twice. */
  #reading: Promise<void> = Promise.resolve()

  /** Whether all of them can be stored at once. */
  areReady(files: Files): boolean {
    return files.every((file) => !file || this.#takesBlobs === true || this.#bytes.has(file))
  }

  /** Make them ready. @throws when one cannot be read */
  async prepare(files: Files): Promise<void> {
    await (this.#trial ??= this.#try())
    if (this.areReady(files)) return
    const reading = this.#reading.then(() => this.#read(files))
    this.#reading = reading.catch(() => undefined) // told to whom it concerns
    await reading
  }

  /** What is stored of a file that is ready. */
  of(file: Blob): Blob | FileBytes {
    return this.#bytes.get(file) ?? file
  }

  /** What is stored of a record, or of some of its fields, whose picture is ready. */
  inRecord(fields: Partial<ProjectRecord>): object {
    return fields.thumbnail ? { ...fields, thumbnail: this.of(fields.thumbnail) } : fields
  }

  async #try(): Promise<void> {
    this.#takesBlobs = await takesBlobs()
  }

  async #read(files: Files): Promise<void> {
    for (const file of files)
      if (file && !this.areReady([file]))
        this.#bytes.set(file, { type: file.type, bytes: await file.arrayBuffer() })
  }
}
