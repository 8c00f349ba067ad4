import { fileKind, leftWords, sortFiles } from '../../formats/file-kinds.ts'
import { clipboardPicture, readTransfer, type Transferred } from './transfer.ts'

/** What opens each kind of file, and says whether that went well. */
export interface Opener {
  openFile(file: Blob, name: string): Promise<boolean>
  openProject(file: File): Promise<boolean>
  importFilters(file: File): Promise<boolean>
  say(text: string): void
  /** Where it is told why there is no new picture. */
  readonly pictures: { fail(problem: string): void }
}

/** Opens what comes in, by whatever way: one of the files, as what it is; what was left is told. */
export class Incoming {
  readonly #opener: Opener

  constructor(opener: Opener) {
    this.#opener = opener
  }

  /** Open one of the files that came together. @param beside names of others that are not at hand, and whether there are more */
  async open(
    files: readonly File[],
    beside: { readonly names?: readonly string[]; readonly more?: boolean } = {},
  ): Promise<void> {
    const { open, left } = sortFiles(files)
    if (open === null) return
    const name = open.name || 'Pasted picture'
    const isOpen = await this.#openAs(open, name)
    const { names = [], more = false } = beside
    const others = [...left.map((file) => file.name || 'a file without a name'), ...names]
    if (isOpen && (others.length > 0 || more)) this.#opener.say(leftWords(name, others, more))
  }

  /** Open what was dropped or pasted. Returns false when it holds nothing to open, so that it goes its way. */
  openTransfer(transfer: DataTransfer): boolean {
    const found = readTransfer(transfer)
    const { files, folders, link } = found
    if (folders.length > 0 || link !== null) void this.#openRare(found)
    else void this.open(files)
    return files.length + folders.length > 0 || link !== null
  }

  /** Open the picture on the clipboard, at the press of a button. */
  async pastePicture(): Promise<void> {
    const { pictures } = this.#opener
    try {
      const picture = await clipboardPicture()
      if (picture === null) pictures.fail('There is no picture on the clipboard.')
      else await this.#opener.openFile(picture, 'Pasted picture')
    } catch {
      pictures.fail('The browser did not let the clipboard be read. Press Ctrl+V or ⌘V instead.')
    }
  }

  async #openAs(file: File, name: string): Promise<boolean> {
    const kind = fileKind(file)
    if (kind === 'filters') return await this.#opener.importFilters(file)
    if (kind === 'project') return await this.#opener.openProject(file)
    return await this.#opener.openFile(file, name)
  }

  /** Folders, and what was dragged from another page. */
  async #openRare(found: Transferred): Promise<void> {
    const { readFurther } = await import('./dropped.ts')
    const { files, isWhole, problem } = await readFurther(found)
    if (problem === null) await this.open(files, { more: !isWhole })
    else this.#opener.pictures.fail(problem)
  }
}
