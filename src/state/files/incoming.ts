import type { Beside, Opener } from './open-files.ts'
import { readTransfer } from './transfer.ts'

/** Opens what comes in, by whatever way; how is loaded with the first of it. */
export class Incoming {
  readonly #opener: Opener

  constructor(opener: Opener) {
    this.#opener = opener
  }

  /** Open one of the files that came together. @param beside what is not at hand */
  async open(files: readonly File[], beside?: Beside): Promise<void> {
    await this.#do(({ openFiles }) => openFiles(this.#opener, files, beside))
  }

  /** Open what was dropped or pasted. Returns false when it holds nothing to open, so that it goes its way. */
  openTransfer(transfer: DataTransfer): boolean {
    const found = readTransfer(transfer)
    const isSomething = found.files.length + found.folders.length > 0 || found.link !== null
    if (isSomething) void this.#do(({ openTransferred }) => openTransferred(this.#opener, found))
    return isSomething
  }

  /** Open the picture on the clipboard, at the press of a button. */
  async pastePicture(): Promise<void> {
    await this.#do(({ openPasted }) => openPasted(this.#opener))
  }

  async #do(work: (how: typeof import('./open-files.ts')) => Promise<void>): Promise<void> {
    try {
      await work(await import('./open-files.ts'))
    } catch (error) {
      this.#opener.tell(error)
    }
  }
}
