/** Files that are looked at and folders within folders that are followed, at most: whole disks can be dropped too. */
const MOST = { files: 1000, depth: 8 }

/** The files of folders, those within them too, in the order of their names. `isWhole`: there are no more. */
export async function filesOf(
  folders: readonly FileSystemDirectoryEntry[],
): Promise<{ readonly files: readonly File[]; readonly isWhole: boolean }> {
  const files: File[] = []
  let isWhole = true

  async function walk(folder: FileSystemDirectoryEntry, depth: number): Promise<void> {
    const entries = await entriesOf(folder)
    const inOrder = entries.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
    for (const entry of inOrder) {
      const isTooMuch = files.length >= MOST.files || (entry.isDirectory && depth >= MOST.depth)
      if (isTooMuch) isWhole = false
      else if (isFolder(entry)) await walk(entry, depth + 1)
      else if (isFile(entry)) files.push(...(await fileOf(entry)))
    }
  }

  for (const folder of folders) await walk(folder, 1)
  return { files, isWhole }
}

/** A reader hands out entries a hundred at a time, and none when there are no more. One that may not be read is empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => {
      reader.readEntries(resolve, () => resolve([]))
    })
    all.push(...some)
    if (some.length === 0 || all.length > MOST.files) return all
  }
}

/** None when it may not be read. */
function fileOf(entry: FileSystemFileEntry): Promise<File[]> {
  return new Promise((resolve) => {
    entry.file(
      (file) => resolve([file]),
      () => resolve([]),
    )
  })
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}
