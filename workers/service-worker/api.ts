/*
 * What pages and the service worker say to each other.
 */

/**
 * `check`: make sure that every file of this version is kept, and answer with a CheckAnswer on the port that comes along.
 * `takeOver`: a person agreed to the new version, so the waiting service worker replaces the one at work.
 */
export type OfflineMessage = 'check' | 'takeOver'

/** Whether the app now works without a connection. */
export interface CheckAnswer {
  readonly complete: boolean
}

/** Where the system posts a shared file, relative to the app's folder. */
export const SHARE_PATH = 'share-target'
/** Query of the page that is to open what was shared. */
export const SHARED_QUERY = 'shared'
/** Cache in which a shared file waits for the page, under the address `SHARE_PATH`. */
export const SHARED_CACHE = 'shared-file'
/** Header of the waiting file that holds its name, percent-encoded. */
export const SHARED_NAME = 'x-file-name'
/** Header of it with the names, a line each, of the files that were shared with it and left; percent-encoded. */
export const SHARED_LEFT = 'x-files-left'

/** Name of the Web Lock that a page holds, shared, while it runs. @param script address of the page's first script */
export function pageLockName(script: string): string {
  return `page ${script}`
}

/** The address in a page's lock name; null for other locks. */
export function pageOfLock(name: string | undefined): string | null {
  return name?.startsWith('page ') ? name.slice(5) : null
}
