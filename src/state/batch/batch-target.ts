import { download } from '../files/download.ts'
import { zipOf, type ZippedFile } from '../export/zip-files.ts'

/** Where the files of many photos go. */
export interface BatchTarget {
  /** Whether the bytes of a file have to stay where they were written until all is over. */
  readonly keeps: boolean
  /** Write the files of a photo. @throws DOMException where nothing can be written */
  put(files: readonly ZippedFile[]): Promise<void>
  /** Save what was put, where that is not done yet. Returns whether the browser still reads it. */
  finish(): Promise<boolean>
}

/** Writes files into a folder of the device, each as soon as it is there; those of the same name are replaced. */
export class FolderTarget implements BatchTarget {
  readonly keeps = false

  constructor(readonly folder: FileSystemDirectoryHandle) {}

  async put(files: readonly ZippedFile[]): Promise<void> {
    for (const { name, blob } of files) {
      const handle = await this.folder.getFileHandle(name, { create: true })
      const file = await handle.createWritable()
      // closes the file, which then is there as a whole
      await blob.stream().pipeTo(file)
    }
  }

  finish(): Promise<boolean> {
    return Promise.resolve(false)
  }
}

/** Puts files into one ZIP, which is saved at the end; it lies on the device's disk, not in memory, where the browser allows it. */
export class ZipTarget implements BatchTarget {
  readonly keeps = true
  readonly #files: ZippedFile[] = []

  constructor(readonly name: string) {}

  put(files: readonly ZippedFile[]): Promise<void> {
    this.#files.push(...files)
    return Promise.resolve()
  }

  async finish(): Promise<boolean> {
    if (this.#files.length === 0) return false
    download({ name: this.name, blob: await zipOf(this.#files) })
    return true
  }
}
