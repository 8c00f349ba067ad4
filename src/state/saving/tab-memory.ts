/*
 * Which project a tab works on, for its next load: in the tab's own storage, and in the one of all tabs for a new tab. Browsers
 * write the latter to the disk seconds later, so that after a crash the projects themselves may know better: hence its time.
 */
const KEY = 'filterbank-project'
const TIME = 'filterbank-project-time'

/** A project that was worked on, by its id, null for a new one; and when, in ms since 1970: Infinity for the tab's own. */
export interface RememberedProject {
  readonly id: string | null
  readonly at: number
}

/** The project that this tab, else any tab, worked on last; null when none is remembered or storage is denied. */
export function lastProject(): RememberedProject | null {
  for (const storage of storages()) {
    const id = storage.getItem(KEY)
    if (id !== null) return { id: id === '' ? null : id, at: Number(storage.getItem(TIME) ?? Infinity) }
  }
  return null
}

/** Remember the project that this tab works on; null: a new one. */
export function rememberProject(id: string | null): void {
  try {
    const [own, common] = storages()
    own?.setItem(KEY, id ?? '')
    common?.setItem(KEY, id ?? '')
    common?.setItem(TIME, String(Date.now()))
  } catch (error) {
    // Full: the next visit opens what was saved last.
    if (!(error instanceof DOMException)) throw error
  }
}

function storages(): Storage[] {
  try {
    return [sessionStorage, localStorage]
  } catch {
    return [] // denied
  }
}
