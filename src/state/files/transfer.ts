/** What a drop or a paste brings. */
export interface Transferred {
  readonly files: readonly File[]
  readonly folders: readonly FileSystemDirectoryEntry[]
  /** Where no file came along: the address of what was dragged from a page, and its HTML. */
  readonly link: { readonly address: string; readonly html: string } | null
}

/** Types that a transfer may name before its files can be read: whether a drag over the window carries files. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false
}

/** Whether it carries a link or picture of a page, which the browser would else go to. */
export function carriesLink(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('text/uri-list') ?? false
}

/** Whether it carries text, which a field takes rather than the picture that comes along from a spreadsheet. */
export function carriesText(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('text/plain') ?? false
}

/** What a transfer holds. Only while its event lasts: afterwards it is empty. */
export function readTransfer(transfer: DataTransfer): Transferred {
  const files: File[] = []
  const folders: FileSystemDirectoryEntry[] = []
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue
    const entry = item.webkitGetAsEntry()
    const file = item.getAsFile()
    if (entry !== null && isFolder(entry)) folders.push(entry)
    else if (file !== null) files.push(file)
  }
  const isFileless = files.length + folders.length === 0
  const address = isFileless ? transfer.getData('text/uri-list').split(/\r?\n/, 1)[0] : ''
  return { files, folders, link: address ? { address, html: transfer.getData('text/html') } : null }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
