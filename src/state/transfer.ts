/** A file of a drop or a paste. */
export interface TransferredFile {
  readonly file: File
  readonly name: string
  readonly kind: 'image' | 'filters' | 'project'
}

/** Types that a transfer may name before its files can be read: whether a drag over the window carries files. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false
}

/** The first file of a drop or a paste; JSON is taken for a filter bank, .filterbank for a project, the rest for a picture. Null without a file. */
export function transferredFile(transfer: DataTransfer | null): TransferredFile | null {
  const file = transfer?.files[0]
  if (file === undefined) return null
  return { file, name: file.name || 'Pasted picture', kind: kindOf(file) }
}

/** What a file is taken for, by its name and type. */
export function kindOf({ name, type }: Pick<File, 'name' | 'type'>): TransferredFile['kind'] {
  const ends = (ending: string) => name.toLowerCase().endsWith(ending)
  if (ends('.filterbank')) return 'project'
  return type === 'application/json' || ends('.json') ? 'filters' : 'image'
}

/**
 * The picture on the clipboard, read at the press of a button.
 * @returns null when the clipboard holds no picture @throws DOMException NotAllowedError when it may not be read
 */
export async function clipboardPicture(): Promise<Blob | null> {
  for (const item of await navigator.clipboard.read()) {
    const type = item.types.find((each) => each.startsWith('image/'))
    if (type !== undefined) return await item.getType(type)
  }
  return null
}
