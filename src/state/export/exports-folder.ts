import { EXPORTS } from '../../../workers/encode/api.ts'

/**
 * The folder in which exports grow; null where the browser keeps no files, and where nothing was ever exported unless it is made.
 */
export async function exportsFolder({
  create = false,
}: { readonly create?: boolean } = {}): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(EXPORTS, { create })
  } catch {
    return null
  }
}
