import { zipOf, type ZippedFile } from '../export/zip-files.ts'
import { download } from '../files/download.ts'
import type { ZipFolder } from './zip-folder.ts'

/** Where the files of many photos go. */
export interface BatchTarget {
  /** Whether the bytes of a file have to stay where they were written until all is over, and go with the tab. */
  readonly keeps: boolean
  /** Whether files are saved together, at the end. */
  readonly gathers: boolean
  /** Write the files of a photo. @throws DOMException where nothing can be written */
  put(files: readonly ZippedFile[]): Promise<void>
  /**
   * Save what was put, where that is not done yet. Returns whether the browser still reads it.
   * @param names of all files that were put, by earlier visits too
   */
  finish(names: readonly string[]): Promise<boolean>
  /** Nothing more is put. @param isRead whether the browser may still read what was saved */
  end(isRead: boolean): void
}

/** Writes files into a folder of the device, each as soon as it is there; those of the same name are replaced. */
export class FolderTarget implements BatchTarget {
  readonly keeps = false
  readonly gathers: boolean = false

  constructor(readonly folder: FileSystemDirectoryHandle) {}

  async put(files: readonly ZippedFile[]): Promise<void> {
    for (const { name, blob } of files) {
      const handle = await this.folder.getFileHandle(name, { create: true })
      const file = await handle.createWritable()
      // closes the file, which then is there as a whole
      await blob.stream().pipeTo(file)
    }
  }

  finish(_names: readonly string[]): Promise<boolean> {
    return Promise.resolve(false)
  }

  end(_isRead: boolean): void {
    // each file is where it belongs
  }
}

/** Puts files into a folder of the browser's own, and from there into one ZIP, which is saved at the end: what is there outlives the tab. */
export class GatheredZipTarget extends FolderTarget {
  override readonly gathers = true
  /** Those that are known: of what earlier visits wrote they are found by reading it. */
  readonly #checksums = new Map<string, number | null>()

  constructor(
    readonly name: string,
    private readonly from: ZipFolder,
  ) {
    super(from.folder)
  }

  override async put(files: readonly ZippedFile[]): Promise<void> {
    await super.put(files)
    for (const { name, crc32 } of files) this.#checksums.set(name, crc32)
  }

  override async finish(names: readonly string[]): Promise<boolean> {
    const files: ZippedFile[] = []
    for (const name of names) {
      const handle = await this.folder.getFileHandle(name)
      files.push({ name, blob: await handle.getFile(), crc32: this.#checksums.get(name) ?? null })
    }
    return await saveZip(this.name, files)
  }

  override end(isRead: boolean): void {
    this.from.hold.release(isRead ? 'whenCopied' : 'now')
  }
}

/** Puts files into one ZIP, which is saved at the end: it refers to them where they were written, and goes with the tab. */
export class ZipTarget implements BatchTarget {
  readonly keeps = true
  readonly gathers = true
  readonly #files: ZippedFile[] = []

  constructor(readonly name: string) {}

  put(files: readonly ZippedFile[]): Promise<void> {
    this.#files.push(...files)
    return Promise.resolve()
  }

  finish(): Promise<boolean> {
    return saveZip(this.name, this.#files)
  }

  end(): void {
    // the files are those of the run
  }
}

async function saveZip(name: string, files: readonly ZippedFile[]): Promise<boolean> {
  if (files.length === 0) return false
  download({ name, blob: await zipOf(files) })
  return true
}
