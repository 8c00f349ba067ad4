/*
 * Which project a tab works on, for its next load: in the tab's own storage, and in the one of all tabs for a new tab.
 */
const KEY = 'filterbank-project'

/** The project that this tab, else any tab, worked on last; null when there is none or storage is denied. */
export function lastProject(): string | null {
  for (const storage of storages()) {
    const id = storage.getItem(KEY)
    if (id !== null) return id === '' ? null : id
  }
  return null
}

/** Remember the project that this tab works on; null: a new one. */
export function rememberProject(id: string | null): void {
  for (const storage of storages()) {
    try {
      storage.setItem(KEY, id ?? '')
    } catch (error) {
      // Full: the next visit opens the list instead of the project.
      if (!(error instanceof DOMException)) throw error
    }
  }
}

function storages(): Storage[] {
  try {
    return [sessionStorage, localStorage]
  } catch {
    return [] // denied
  }
}
