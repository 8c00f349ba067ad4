import { flushSync } from 'svelte'
import { describe, expect, test, vi } from 'vitest'
import { StorageError } from '../../src/core/errors.ts'
import { renameFilter, setPhoto } from '../../src/state/document/edits.ts'
import { ProjectList } from '../../src/state/saving/project-list.svelte.ts'
import { ProjectStore, type ProjectChange } from '../../src/state/saving/project-store.ts'
import { tabStore } from '../../src/state/browser.ts'
import { restoreDraft } from '../../src/state/saving/tab-draft.ts'
import { DRAFT } from '../../src/state/saving/tab-memory.ts'
import { photo } from '../unit/state/documents.ts'
import { stored } from './storage.ts'
import { biasOf, edit, kept, tab, withoutProjects } from './tabs.svelte.ts'

/** A storage that fails as a test wants. */
class FailingStore extends ProjectStore {
  /** What a save is answered with, null to save it. */
  fail: (change: ProjectChange) => Error | null = () => null

  override async save(change: ProjectChange, unused?: string): Promise<void> {
    const error = this.fail(change)
    if (error !== null) throw error
    await super.save(change, unused)
  }
}

const full = () => new StorageError('There is no room left.', 'full')

withoutProjects()

describe('a document', () => {
  test('that nobody touched is not kept', async () => {
    const { keeper } = tab()
    await keeper.flush()
    keeper.rescue()
    expect([keeper.current, keeper.isUnsaved, await keeper.store.list()]).toEqual([null, false, []])
  })

  test('is kept with its photo, its view and a picture, and comes back without steps to undo', async () => {
    const { session, keeper } = tab()
    session.edit(setPhoto(session.document, photo('Cat.jpg')))
    edit(session, 0.5)
    session.view.colorMap = 'viridis'
    flushSync()
    await session.pictures.settled()
    expect(keeper.isUnsaved).toBe(true)
    await keeper.flush()
    expect([keeper.isUnsaved, keeper.problem, keeper.current?.name]).toEqual([false, null, 'Cat'])
    const [listed] = await keeper.store.list()
    expect(listed?.damaged === false && listed.thumbnail instanceof Blob).toBe(true)

    const next = tab()
    expect(await next.keeper.open(keeper.current?.id ?? '')).toBe(true)
    const { document, view, history } = next.session
    expect(document.layers).toEqual(session.document.layers)
    expect([document.photo?.name, await document.photo?.file.text()]).toEqual(['Cat.jpg', 'Cat.jpg'])
    expect([view.colorMap, history.canUndo]).toEqual(['viridis', false])
  })

  test('is handed to the storage before rescue returns, as the page may end at once', async () => {
    const { session, keeper } = tab()
    edit(session, 0.5)
    await keeper.flush()
    edit(session, 0.75)
    keeper.rescue()
    expect(biasOf(await kept(keeper.current?.id))).toBe(0.75)
  })

  test('goes into a project of its own after branch, and the one before stays', async () => {
    const { session, keeper } = tab()
    edit(session, 0.5)
    await keeper.flush()
    const before = keeper.current?.id
    edit(session, 0.75)
    await keeper.branch()
    expect(keeper.current?.id).not.toBe(before)
    expect(biasOf(await kept(before))).toBe(0.5)
    expect(await stored('projects')).toHaveLength(2)
  })

  test('that could not be read again is not written over one that can', async () => {
    const { session, keeper } = tab()
    edit(session, 0.5)
    await keeper.flush()
    // past the session, which refuses it
    session.history.apply('Rename', renameFilter(session.document, 0, 0, 'x'.repeat(201)).document)
    await keeper.flush()
    expect(keeper.problem).toContain('names[0]')
    expect(keeper.isUnsaved).toBe(true)
    expect(biasOf(await kept(keeper.current?.id))).toBe(0.5)
  })
})

describe('where the browser asks whether it may keep projects', () => {
  test('saving does not wait for the answer', async () => {
    vi.spyOn(navigator.storage, 'persisted').mockResolvedValue(false)
    const persist = vi.spyOn(navigator.storage, 'persist').mockReturnValue(new Promise(() => undefined))
    const { session, keeper } = tab()
    session.edit(setPhoto(session.document, photo('Cat.jpg')))
    for (const bias of [0.5, 0.75]) {
      edit(session, bias)
      await keeper.flush()
    }
    expect(persist).toHaveBeenCalledOnce()
    expect([keeper.isUnsaved, keeper.problem]).toEqual([false, null])
  })
})

describe('a storage that fails', () => {
  test('is told of, and the next change saves what is missing', async () => {
    const store = new FailingStore()
    const { session, keeper } = tab(store)
    store.fail = () => new StorageError('Not now.', 'blocked')
    edit(session, 0.5)
    await keeper.flush()
    expect(keeper.problem).toMatch(/^Not now\. Layers and filters last until this tab is closed/)
    expect([keeper.isUnsaved, await store.list()]).toEqual([true, []])
    store.fail = () => null
    edit(session, 0.75)
    await keeper.flush()
    expect([keeper.problem, keeper.isUnsaved]).toEqual([null, false])
    expect(biasOf(await kept(keeper.current?.id))).toBe(0.75)
  })

  test('is told of once: what was read stays where projects are listed, until it is over', async () => {
    const store = new FailingStore()
    const { session, keeper } = tab(store)
    const change = async (bias: number, error: Error | null) => {
      store.fail = () => error
      edit(session, bias)
      await keeper.flush()
      return [keeper.problem !== null, keeper.news !== null]
    }
    const refused = new StorageError('Not now.', 'blocked')
    expect(await change(1, refused)).toEqual([true, true])
    keeper.dismissProblem()
    expect(await change(2, refused)).toEqual([true, false])
    expect(await change(3, full())).toEqual([true, true])
    expect(await change(4, null)).toEqual([false, false])
    expect(await change(5, refused)).toEqual([true, true])
  })

  test('leaves layers and filters in the tab, which has them again after a reload, until they are saved', async () => {
    const store = new FailingStore()
    const before = tab(store)
    store.fail = () => new StorageError('Not now.', 'blocked')
    edit(before.session, 0.5)
    await before.keeper.flush()

    const after = tab()
    await restoreDraft(after.session, tabStore.getItem(DRAFT) ?? '')
    expect([biasOf(after.session.document), after.session.history.canUndo]).toEqual([0.5, true])
    await after.keeper.flush()
    expect([after.keeper.problem, tabStore.getItem(DRAFT)]).toEqual([null, ''])
  })

  test.each(['missing', 'denied'])('is told of in plain words where it is %s', async (how) => {
    vi.spyOn(globalThis, 'indexedDB', 'get').mockImplementation(() => {
      if (how === 'missing') return Reflect.get({}, how) as IDBFactory
      throw new DOMException(how, 'SecurityError')
    })
    const { session, keeper } = tab()
    edit(session, 0.5)
    await keeper.flush()
    expect(keeper.problem).toMatch(/^This browser does not let Filterbank save here/)
  })

  test('because a photo does not fit keeps the rest, and the photo once there is room', async () => {
    const store = new FailingStore()
    const { session, keeper } = tab(store)
    store.fail = (change) => (change.photo === undefined ? null : full())
    session.edit(setPhoto(session.document, photo('Large.jpg')))
    edit(session, 0.5)
    await keeper.flush()
    expect(keeper.problem).toContain('Large.jpg does not fit')
    expect(keeper.isUnsaved).toBe(true)
    const without = await kept(keeper.current?.id)
    expect([biasOf(without), without.photo]).toEqual([0.5, null])

    store.fail = () => null
    keeper.retry()
    await keeper.flush()
    expect([keeper.problem, keeper.isUnsaved]).toEqual([null, false])
    expect((await kept(keeper.current?.id)).photo?.name).toBe('Large.jpg')
  })
})

describe('two tabs', () => {
  test('never have a project both: it is held before it can be found', async () => {
    const store = new FailingStore()
    const { session, keeper } = tab(store)
    const held: unknown[] = []
    vi.spyOn(store, 'save').mockImplementation(async () => {
      const locks = await navigator.locks.query()
      held.push(...(locks.held ?? []).map(({ name }) => name))
    })
    edit(session, 0.5)
    await keeper.flush()
    expect(held).toContain(`project ${keeper.current?.id ?? ''}`)
  })

  test('the second saves nothing until it takes over; the first then saves nothing', async () => {
    const first = tab()
    edit(first.session, 0.5)
    await first.keeper.flush()
    const id = first.keeper.current?.id ?? ''
    const second = tab()
    await second.keeper.open(id)
    expect([first.keeper.isElsewhere, second.keeper.isElsewhere]).toEqual([false, true])
    edit(second.session, 2)
    await second.keeper.flush()
    second.keeper.rescue()
    edit(first.session, 0.75)
    await first.keeper.flush()

    await second.keeper.takeOver()
    expect([first.keeper.isElsewhere, second.keeper.isElsewhere]).toEqual([true, false])
    expect(biasOf(second.session.document), 'what the first saved').toBe(0.75)
    second.session.undo()
    expect(biasOf(second.session.document), 'what the second had').toBe(2)
    await second.keeper.flush()
    edit(first.session, 3)
    await first.keeper.flush()
    expect((await second.keeper.store.load(id))?.document.bank.layers).toEqual(second.session.document.layers)

    await first.keeper.keepCopy()
    expect([first.keeper.isElsewhere, first.keeper.current?.id === id]).toEqual([false, false])
  })

  test('a project that is open in another one cannot be deleted', async () => {
    const first = tab()
    edit(first.session, 0.5)
    await first.keeper.flush()
    const list = new ProjectList(tab().keeper)
    const [project] = await first.keeper.store.list()
    if (project === undefined) throw new Error('no project')
    expect(await list.remove(project)).toBe(false)
    expect(list.problem).toContain('is open in another tab')
    expect(await stored('projects')).toHaveLength(1)
  })
})
