import { fileKind, leftWords, sortFiles, type FileKind } from '../../formats/file-kinds.ts'
import { readFurther } from './dropped.ts'
import type { Transferred } from './transfer.ts'

/** What opens each kind of file, and says whether that went well. */
export interface Opener {
  openFile(file: Blob, name: string): Promise<boolean>
  openProject(file: File): Promise<boolean>
  importFilters(file: File): Promise<boolean>
  say(text: string): void
  tell(error: unknown): void
  /** Where it is told why there is no new picture. */
  readonly pictures: { fail(problem: string): void }
}

/** Files that are not at hand: names of some, and whether there are more. */
export interface Beside {
  readonly names?: readonly string[]
  readonly more?: boolean
}

const PHOTOS: ReadonlySet<FileKind> = new Set(['photo', 'picture'])
/** Where all of them go through the layers. */
const MANY = ' “Many photos …” under Export maps takes all of them.'

/** Open one of the files that came together, as what it is; what was left is told. */
export async function openFiles(
  opener: Opener,
  files: readonly File[],
  { names = [], more = false }: Beside = {},
): Promise<void> {
  const { open, left } = sortFiles(files)
  if (open === null) return
  const name = open.name || 'Pasted picture'
  const isOpen = await openAs(opener, open, name)
  const others = [...left.map((file) => file.name || 'a file without a name'), ...names]
  if (!isOpen || (others.length === 0 && !more)) return
  const isMany = [open, ...left].filter((file) => PHOTOS.has(fileKind(file))).length > 1
  opener.say(`${leftWords(name, others, more)}${isMany ? MANY : ''}`)
}

/** Open what was dropped or pasted: files, folders, what was dragged from another page. */
export async function openTransferred(opener: Opener, found: Transferred): Promise<void> {
  const { files, folders, link } = found
  if (folders.length === 0 && link === null) {
    await openFiles(opener, files)
    return
  }
  const { files: inside, isWhole, problem } = await readFurther(found)
  if (problem === null) await openFiles(opener, inside, { more: !isWhole })
  else opener.pictures.fail(problem)
}

/** Open the picture on the clipboard, at the press of a button. */
export async function openPasted(opener: Opener): Promise<void> {
  const { pictures } = opener
  try {
    const picture = await clipboardPicture()
    if (picture === null) pictures.fail('There is no picture on the clipboard.')
    else await opener.openFile(picture, 'Pasted picture')
  } catch {
    pictures.fail('The browser did not let the clipboard be read. Press Ctrl+V or ⌘V instead.')
  }
}

async function openAs(opener: Opener, file: File, name: string): Promise<boolean> {
  const kind = fileKind(file)
  if (kind === 'filters' || (kind === 'unknown' && (await isModelFile(file))))
    return await opener.importFilters(file)
  if (kind === 'project') return await opener.openProject(file)
  return await opener.openFile(file, name)
}

/** A file whose name says nothing is told by its bytes. */
async function isModelFile(file: File): Promise<boolean> {
  const { HEAD, isModel } = await import('../../formats/models/open-file.ts')
  const head = await file.slice(0, HEAD).arrayBuffer()
  return isModel(new Uint8Array(head), file.size)
}

/**
 * The picture on the clipboard, read at the press of a button.
 * @returns null when the clipboard holds no picture @throws Error when it may not be read
 */
async function clipboardPicture(): Promise<Blob | null> {
  for (const item of await navigator.clipboard.read()) {
    const type = item.types.find((each) => each.startsWith('image/'))
    if (type !== undefined) return await item.getType(type)
  }
  return null
}
