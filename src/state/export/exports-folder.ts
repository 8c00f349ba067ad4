import { EXPORTS } from '../../../workers/encode/api.ts'

/** The folder in which exports grow; null where nothing was ever exported, or the browser keeps no files. */
export async function exportsFolder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(EXPORTS)
  } catch {
    return null
  }
}
