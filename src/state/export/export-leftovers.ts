import { offered } from '../browser.ts'
import { newKey } from '../files/new-key.ts'
import { exportsFolder } from './exports-folder.ts'

const locks = offered(() => navigator.locks)

/** How long a saved file's original stays for the browser to copy it, in ms. */
const COPY_TIME = 600_000

/** The folder in which a ZIP of many photos gathers: it outlives the tab, until it holds a file of the second name. */
export const [MANY, OVER] = ['many', 'over']

/** The folder of one export, or those of many photos that begin with its id and a dot, which no other tab removes while this one holds it. */
export class ExportHold {
  #release: (() => void) | null = null

  constructor(readonly id = newKey()) {}

  /**
   * Without Web Locks nothing is removed that another tab left, and without storage there is no folder either.
   * @returns false where another tab holds it
   */
  async take(): Promise<boolean> {
    return await new Promise<boolean>((taken) => {
      if (locks === null) taken(true)
      locks
        ?.request(lockName(this.id), { ifAvailable: true }, (lock) => {
          taken(lock !== null)
          return lock && new Promise<void>((release) => (this.#release = release))
        })
        .catch(() => taken(true))
    })
  }

  /** Let go of it, at once or when the browser has had the time to copy the file, and remove what is in it. */
  release(when: 'now' | 'whenCopied'): void {
    const end = () => {
      this.#release?.()
      void removeLeftovers()
    }
    if (when === 'now') end()
    else setTimeout(end, COPY_TIME)
  }
}

/** Remove what exports wrote that no tab holds any more, such as those of a tab that crashed. */
export async function removeLeftovers(): Promise<void> {
  const exports = await exportsFolder()
  if (locks === null || exports === null) return
  try {
    for await (const id of exports.keys()) {
      // one holds the folders of many photos
      const [hold = id] = id.split('.')
      await locks.request(lockName(hold), { ifAvailable: true }, async (lock) => {
        if (lock === null || (id === MANY && !(await isOver(exports)))) return
        await exports.removeEntry(id, { recursive: true })
      })
    }
  } catch {
    // the browser gives it up later: it is tried again at the next start
  }
}

async function isOver(exports: FileSystemDirectoryHandle): Promise<boolean> {
  const folder = await exports.getDirectoryHandle(MANY)
  for await (const name of folder.keys()) if (name === OVER) return true
  return false
}

function lockName(id: string): string {
  return `export ${id}`
}
