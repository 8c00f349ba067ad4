import { EXPORTS } from './api.ts'
import { crc32 } from '../../src/formats/crc32.ts'

/** A file that is written from its beginning to its end, without being in memory where that can be helped. */
export abstract class GrowingFile {
  #size = 0
  #crc32 = 0

  /** Bytes so far. */
  get size(): number {
    return this.#size
  }

  /** Checksum of the bytes so far, of those that were added with `checked`. */
  get crc32(): number {
    return this.#crc32
  }

  /** @throws DOMException QuotaExceededError when there is no room */
  add(bytes: Uint8Array<ArrayBuffer>, checked = true): void {
    this.append(bytes, this.#size)
    this.#size += bytes.length
    if (checked) this.#crc32 = crc32(bytes, this.#crc32)
  }

  protected abstract append(bytes: Uint8Array<ArrayBuffer>, at: number): void
  /** Nothing is added after it. */
  abstract end(): Promise<Blob>
  /** Let go of the file, so that it can be removed. */
  abstract close(): void
}

/** Bytes that are put together before they become a blob. */
const GATHERED = 4 << 20

class FileInMemory extends GrowingFile {
  #parts: BlobPart[] = []
  #gathered = 0

  protected override append(bytes: Uint8Array<ArrayBuffer>): void {
    this.#parts.push(bytes)
    this.#gathered += bytes.length
    if (this.#gathered < GATHERED) return
    // the browser may put blobs on disk
    this.#parts = [new Blob(this.#parts)]
    this.#gathered = 0
  }

  override end(): Promise<Blob> {
    return Promise.resolve(new Blob(this.#parts))
  }

  override close(): void {
    this.#parts = []
  }
}

class FileOnDisk extends GrowingFile {
  readonly #handle: FileSystemFileHandle
  readonly #access: FileSystemSyncAccessHandle

  constructor(handle: FileSystemFileHandle, access: FileSystemSyncAccessHandle) {
    super()
    this.#handle = handle
    this.#access = access
  }

  protected override append(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    for (let done = 0; done < bytes.length;) {
      const written = this.#access.write(bytes.subarray(done), { at: at + done })
      if (written === 0) throw new DOMException('nothing more can be written', 'QuotaExceededError')
      done += written
    }
  }

  override async end(): Promise<Blob> {
    this.#access.flush()
    this.#access.close()
    return await this.#handle.getFile()
  }

  override close(): void {
    this.#access.close()
  }
}

/** The folder of one export. */
export class ExportFolder {
  readonly #directory: FileSystemDirectoryHandle | null
  #files: GrowingFile[] = []

  private constructor(
    readonly id: string,
    directory: FileSystemDirectoryHandle | null,
  ) {
    this.#directory = directory
  }

  /** On disk where the browser has a private file system for this page, else in memory. */
  static async open(id: string): Promise<ExportFolder> {
    return new ExportFolder(id, await directoryOf(id))
  }

  async createFile(): Promise<GrowingFile> {
    const file =
      this.#directory === null ? new FileInMemory() : await onDisk(this.#directory, `${this.#files.length}`)
    this.#files.push(file)
    return file
  }

  /** Let go of its files, so that they can be removed. */
  close(): void {
    for (const file of this.#files) file.close()
    this.#files = []
  }
}

/** Remove the folder of this id, where there is one. */
export async function removeFolder(id: string): Promise<void> {
  try {
    const exports = await (await navigator.storage.getDirectory()).getDirectoryHandle(EXPORTS)
    await exports.removeEntry(id, { recursive: true })
  } catch (error) {
    // nothing was written, or nothing can be: it was in memory
    if (!(error instanceof DOMException)) throw error
  }
}

async function onDisk(directory: FileSystemDirectoryHandle, name: string): Promise<GrowingFile> {
  const handle = await directory.getFileHandle(name, { create: true })
  return new FileOnDisk(handle, await handle.createSyncAccessHandle())
}

async function directoryOf(id: string): Promise<FileSystemDirectoryHandle | null> {
  if (typeof FileSystemSyncAccessHandle === 'undefined') return null
  try {
    const root = await navigator.storage.getDirectory()
    const exports = await root.getDirectoryHandle(EXPORTS, { create: true })
    return await exports.getDirectoryHandle(id, { create: true })
  } catch {
    return null // private windows of some browsers refuse it; memory has to do
  }
}
