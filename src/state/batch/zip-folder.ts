import { offered } from '../browser.ts'
import { ExportHold, MANY, OVER } from '../export/export-leftovers.ts'
import { exportsFolder } from '../export/exports-folder.ts'

/** The folder of the browser's own file system in which a ZIP of many photos gathers, while this tab holds it. */
export interface ZipFolder {
  readonly folder: FileSystemDirectoryHandle
  readonly hold: ExportHold
}

/** Whether the page may write into such a folder. */
export function hasZipFolder(): boolean {
  const handles = offered(() => FileSystemFileHandle)
  return handles !== null && 'createWritable' in handles.prototype
}

/**
 * Take the folder, emptied for a new run or as it was left. Null where another tab works in it, and where the browser has no such
 * folder or lets only workers write into it.
 */
export async function takeZipFolder({ isNew }: { readonly isNew: boolean }): Promise<ZipFolder | null> {
  if (!hasZipFolder()) return null
  const hold = new ExportHold(MANY)
  if (!(await hold.take())) return null
  try {
    const exports = await exportsFolder({ create: true })
    if (exports !== null) {
      if (isNew) await emptied(exports)
      return { folder: await exports.getDirectoryHandle(MANY, { create: isNew }), hold }
    }
  } catch {
    // it is not there, or cannot be made: who asked has another way
  }
  hold.release('now')
  return null
}

/** The run is over, or given up: the folder goes once nothing of it is read any more. */
export async function endZipFolder(): Promise<void> {
  try {
    const exports = await exportsFolder()
    const folder = await exports?.getDirectoryHandle(MANY)
    await folder?.getFileHandle(OVER, { create: true })
  } catch {
    // there is none; one that could not be marked is emptied by the next run
  }
}

async function emptied(exports: FileSystemDirectoryHandle): Promise<void> {
  for await (const name of exports.keys())
    if (name === MANY) await exports.removeEntry(name, { recursive: true })
}
