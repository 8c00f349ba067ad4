import { deviceStore, tabStore } from '../browser.ts'

/*
 * Which project a tab works on, for its next load: in the tab's own storage, and in the one of all tabs for a new tab. Browsers
 * write the latter to the disk seconds later, so that after a crash the projects themselves may know better: hence its time.
 */
const KEY = 'filterbank-project'
const TIME = 'filterbank-project-time'
/** Under which name the tab keeps what could not be saved as a project. */
export const DRAFT = 'filterbank-draft'

/** A project that was worked on, by its id, null for a new one; and when, in ms since 1970: Infinity for the tab's own. */
export interface RememberedProject {
  readonly id: string | null
  readonly at: number
}

/** The project that this tab, else any tab, worked on last; null when none is remembered or storage is denied. */
export function lastProject(): RememberedProject | null {
  for (const store of [tabStore, deviceStore]) {
    const id = store.getItem(KEY)
    if (id !== null) return { id: id === '' ? null : id, at: Number(store.getItem(TIME) ?? Infinity) }
  }
  return null
}

/** Remember the project that this tab works on; null: a new one. */
export function rememberProject(id: string | null): void {
  for (const store of [tabStore, deviceStore]) store.setItem(KEY, id ?? '')
  deviceStore.setItem(TIME, String(Date.now()))
}
