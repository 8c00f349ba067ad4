import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { setPhoto } from '../../src/state/document/edits.ts'
import { ProjectStore } from '../../src/state/saving/project-store.ts'
import { photo } from '../unit/state/documents.ts'
import { refuseBlobs } from './refuse-blobs.ts'
import { stored } from './storage.ts'
import { edit, kept, tab, withoutProjects } from './tabs.svelte.ts'

withoutProjects()

describe('photos where the browser takes no Blobs', () => {
  let accept: () => void
  beforeEach(() => {
    accept = refuseBlobs()
  })
  afterEach(() => accept())

  /** The name and the bytes of the photo that is stored. */
  async function keptPhoto(id: string | undefined): Promise<unknown> {
    const { photo: found } = await kept(id)
    return [found?.name, await found?.file.text()]
  }

  test('are kept, come back by undo after their bytes were dropped, and are there in the next visit and its copy', async () => {
    const { session, keeper } = tab()
    for (const name of ['one', 'two']) {
      session.edit(setPhoto(session.document, photo(name)))
      await session.pictures.settled()
      await keeper.flush()
      expect([keeper.problem, keeper.isUnsaved, await keptPhoto(keeper.current?.id)]).toEqual([
        null,
        false,
        [name, name],
      ])
    }
    session.undo()
    await keeper.flush()
    expect(await stored('photos')).toHaveLength(1)

    const next = tab()
    await next.keeper.open(keeper.current?.id ?? '')
    edit(next.session, 0.5)
    await next.keeper.keepCopy()
    expect([next.keeper.problem, await keptPhoto(next.keeper.current?.id)]).toEqual([null, ['one', 'one']])
    expect(await keptPhoto(keeper.current?.id)).toEqual(['one', 'one'])
  })

  test('are handed over by rescue, as the page may end at once', async () => {
    const { session, keeper } = tab()
    session.edit(setPhoto(session.document, photo('one')))
    keeper.changed()
    await vi.waitUntil(() => keeper.store.isReady([session.document.photo?.file]))
    expect(keeper.current).toBeNull()
    keeper.rescue()
    const [project] = await new ProjectStore().list()
    expect(await keptPhoto(project?.id)).toEqual(['one', 'one'])
  })
})
