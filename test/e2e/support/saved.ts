import { expect } from '@playwright/test'

/** A page that runs code, however it is driven. */
interface Runner {
  evaluate<R>(code: () => Promise<R>): Promise<R>
}

/** Wait until what is on the screen is in the storage: nothing tells a person, so the record is watched. */
export async function saved(page: Runner, act: () => Promise<void>): Promise<void> {
  const before = await modified(page)
  await act()
  await expect.poll(() => modified(page)).toBeGreaterThan(before)
}

/** When a project was last saved, in ms since 1970; 0 if there is none. */
export async function modified(page: Runner): Promise<number> {
  return await page.evaluate(async () => {
    const databases = await indexedDB.databases()
    if (!databases.some(({ name }) => name === 'filterbank')) return 0
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('filterbank')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no database'))
    })
    try {
      return await new Promise<number>((resolve) => {
        const request = database.transaction('projects').objectStore('projects').getAll()
        request.onsuccess = () => {
          const times = (request.result as { modified: number }[]).map((each) => each.modified)
          resolve(Math.max(0, ...times))
        }
      })
    } finally {
      database.close()
    }
  })
}
