import { offered } from '../browser.ts'

/*
 * File System Access (WICG, https://wicg.github.io/file-system-access/), which only some browsers have.
 */

interface Access {
  showDirectoryPicker(options: {
    readonly id: string
    readonly mode: 'readwrite'
  }): Promise<FileSystemDirectoryHandle>
}

interface Asking {
  requestPermission(options: { readonly mode: 'readwrite' }): Promise<PermissionState>
}

/** Whether a folder of the device can be chosen to write into. */
export function canChooseFolder(): boolean {
  return offered(() => (globalThis as Partial<Access>).showDirectoryPicker) !== null
}

/** Have a person choose a folder to write into; null when they do not. At a click. */
export async function chooseFolder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return (
      (await (globalThis as Partial<Access>).showDirectoryPicker?.({ id: 'many', mode: 'readwrite' })) ?? null
    )
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    throw error
  }
}

/** Whether a folder of an earlier visit may be written into again. At a click: the browser may ask. */
export async function mayWrite(folder: FileSystemDirectoryHandle): Promise<boolean> {
  const { requestPermission } = folder as Partial<Asking>
  // what has nothing to ask is the browser's own
  return (
    requestPermission === undefined ||
    (await requestPermission.call(folder, { mode: 'readwrite' })) === 'granted'
  )
}
