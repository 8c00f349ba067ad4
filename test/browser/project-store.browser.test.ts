import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StorageError } from '../../src/core/errors.ts'
import type { ProjectRecord } from '../../src/formats/project-record.ts'
import type { StoredDocument } from '../../src/formats/stored-document.ts'
import { toStored } from '../../src/state/saving/project-parts.ts'
import { ProjectStore } from '../../src/state/saving/project-store.ts'
import { smallDocument } from '../unit/state/documents.ts'
import { refuseBlobs } from './refuse-blobs.ts'
import { deleteDatabase, store as put, stored } from './storage.ts'

const VIEW = {
  layer: 2,
  filter: 1,
  channel: 0,
  colorMap: 'gray',
  range: 'map',
  fixed: null,
  shown: 'signed',
} as const

let store: ProjectStore

beforeEach(async () => {
  await deleteDatabase()
  store = new ProjectStore()
})
afterEach(deleteDatabase)

function record(id: string, modified: number): ProjectRecord {
  return { id, name: `Project ${id}`, modified, bytes: 10, view: VIEW, thumbnail: null, deleted: null }
}

function withPhoto(photo: string): StoredDocument {
  return { ...toStored(smallDocument()), photo: { id: photo, name: 'cat.jpg', width: 6, height: 4 } }
}

async function save(id: string, modified: number, photo: string): Promise<void> {
  const change = { project: record(id, modified), document: withPhoto(photo), photo: new Blob([photo]) }
  await store.save(change)
}

const names = async () => (await store.list()).map(({ id }) => id)

describe('projects', () => {
  test('are listed the newest first, and loaded as they were saved', async () => {
    await save('a', 1, 'photo a')
    await save('b', 2, 'photo b')
    expect(await names()).toEqual(['b', 'a'])
    const loaded = await store.load('a')
    expect([loaded?.project, loaded?.document]).toEqual([record('a', 1), withPhoto('photo a')])
    expect(await loaded?.photo?.text()).toBe('photo a')
    expect(await store.load('c')).toBeNull()
  })

  test('are saved by a store that lost its connection, and seen by another', async () => {
    await save('a', 1, 'photo')
    await deleteDatabase() // closes it, as a newer version of the app does
    await save('b', 2, 'photo')
    expect((await new ProjectStore().list()).map(({ id }) => id)).toEqual(['b'])
  })

  test('that are deleted are not listed, come back, and go for good when they are purged', async () => {
    await save('a', 1, 'photo a')
    await save('b', 2, 'photo b')
    await store.update('a', { deleted: 100 })
    expect(await names()).toEqual(['b'])
    await store.purge({ deletedBefore: 100 })
    await store.update('a', { deleted: null })
    expect(await names()).toEqual(['b', 'a'])
    await store.update('a', { deleted: 100 })
    await store.purge({ deletedBefore: 101 })
    expect(await stored('photos')).toEqual(['photo b'])
    expect(await stored('documents')).toEqual(['b'])
    expect(await store.load('a')).toBeNull()
  })

  test('share the photo of a copy, which stays until the last of them has another', async () => {
    await save('a', 1, 'photo')
    await store.duplicate('a', { id: 'b', name: 'Copy', modified: 2 })
    expect((await store.load('b'))?.project).toEqual({ ...record('b', 2), name: 'Copy' })
    const next = { document: withPhoto('other'), photo: new Blob(['other']) }
    await store.save({ project: record('a', 3), ...next }, 'photo')
    expect(await stored('photos')).toEqual(['other', 'photo'])
    expect(await (await store.load('b'))?.photo?.text()).toBe('photo')
    await store.save({ project: record('b', 4), ...next }, 'photo')
    expect(await stored('photos')).toEqual(['other'])
  })

  test('are not saved when one of the writes failed, even if the browser says that all is done', async () => {
    const put = Reflect.get(IDBObjectStore.prototype, 'put')
    Reflect.set(IDBObjectStore.prototype, 'put', function (this: IDBObjectStore, value: unknown) {
      if (this.name !== 'photos') return put.call(this, value)
      const failing = indexedDB.open('none') // of no transaction, so that this one goes on
      failing.onupgradeneeded = () => failing.transaction?.abort()
      return failing
    })
    await expect(save('a', 1, 'photo')).rejects.toThrow(StorageError)
    Reflect.set(IDBObjectStore.prototype, 'put', put)
    expect(await stored('projects'), 'the rest of the transaction').toEqual(['a'])
  })

  test('change as a whole or not at all', async () => {
    await save('a', 1, 'photo')
    await expect(store.duplicate('none', { id: 'b', name: 'Copy', modified: 2 })).rejects.toThrow()
    await expect(store.update('none', { name: 'None' })).rejects.toThrow()
    expect(await names()).toEqual(['a'])
  })
})

describe('where the browser takes no Blobs', () => {
  let accept: () => void
  beforeEach(() => {
    accept = refuseBlobs()
  })
  afterEach(() => accept())

  const picture = new Blob(['picture'], { type: 'image/jpeg' })
  const contents = async (file: Blob | null | undefined) => [await file?.text(), file?.type]

  test('projects, their pictures and photos are kept, through every change', async () => {
    const change = { document: withPhoto('one'), photo: new Blob(['one'], { type: 'image/png' }) }
    await store.save({ project: record('a', 1), ...change })
    await store.update('a', { thumbnail: picture })
    await store.update('a', { name: 'Renamed' })
    await store.duplicate('a', { id: 'b', name: 'Copy', modified: 2 })

    const next = new ProjectStore() // as after a reload
    const loaded = await next.load('b')
    expect(await contents(loaded?.photo)).toEqual(['one', 'image/png'])
    expect(await contents(loaded?.project.thumbnail)).toEqual(['picture', 'image/jpeg'])
    const { thumbnail = null } = loaded?.project ?? {}
    const two = { document: withPhoto('two'), photo: new Blob(['two']) }
    await next.save({ project: { ...record('b', 3), thumbnail }, ...two }, 'one')
    expect(await stored('photos')).toEqual(['one', 'two'])
    await next.save({ project: record('a', 4), ...two }, 'one')
    expect(await stored('photos')).toEqual(['two'])
    expect(await contents((await store.load('a'))?.photo)).toEqual(['two', ''])
    const [a, b] = await store.list()
    expect([a, b]).toMatchObject([
      { id: 'a', damaged: false, thumbnail: null },
      { id: 'b', damaged: false },
    ])
    expect(b?.damaged === false && (await contents(b.thumbnail))).toEqual(['picture', 'image/jpeg'])
  })

  test('a project is handed over before save returns, once it is ready', async () => {
    const photo = new Blob(['photo'])
    const files = [picture, photo]
    expect(store.isReady(files)).toBe(false)
    await store.prepare(files)
    expect([store.isReady(files), store.isReady([new Blob(['other'])])]).toEqual([true, false])
    const next = new ProjectStore()
    await next.list()
    const change = { document: withPhoto('photo'), photo }
    const saving = store.save({ project: { ...record('a', 1), thumbnail: picture }, ...change })
    expect(await contents((await next.load('a'))?.photo)).toEqual(['photo', ''])
    await saving
  })

  test('what was stored as Blobs before opens, and is kept when it is changed', async () => {
    accept()
    await save('a', 1, 'photo')
    accept = refuseBlobs()
    const next = new ProjectStore()
    const loaded = await next.load('a')
    await next.save({ project: record('b', 2), document: withPhoto('copy'), photo: loaded?.photo ?? picture })
    expect(await contents((await next.load('b'))?.photo)).toEqual(['photo', ''])
  })
})

describe('what is damaged', () => {
  test('is listed as such, and the rest opens', async () => {
    await save('a', 1, 'photo')
    await save('b', 2, 'photo')
    await put('projects', { ...record('a', 1), name: 7 })
    const [first, second] = await store.list()
    expect(first).toMatchObject({ id: 'b', damaged: false })
    expect(second).toMatchObject({ id: 'a', damaged: true, why: expect.stringContaining('name') })
    await expect(store.load('a')).rejects.toThrow(StorageError)
    await expect(store.load('a')).rejects.toThrow('This project is damaged and cannot be opened (name')
    expect(await store.load('b')).not.toBeNull()
  })

  test('is a document without its photo when only that is gone', async () => {
    await store.save({ project: record('a', 1), document: withPhoto('gone') })
    const loaded = await store.load('a')
    expect([loaded?.photo, loaded?.document.photo?.name]).toEqual([null, 'cat.jpg'])
  })
})

describe('the project to go on with', () => {
  test('is the remembered one, unless another was saved after that was remembered', async () => {
    expect(await store.lastId(null)).toBeNull()
    await save('a', 10, 'photo')
    await save('b', 20, 'photo')
    expect(await store.lastId(null)).toBe('b')
    expect(await store.lastId({ id: 'a', at: 20 })).toBe('a')
    expect(await store.lastId({ id: 'a', at: 15 })).toBe('b')
    expect(await store.lastId({ id: null, at: 20 })).toBeNull()
    expect(await store.lastId({ id: 'a', at: Infinity })).toBe('a')
    await store.update('b', { deleted: 30 })
    expect(await store.lastId({ id: null, at: 5 })).toBe('a')
  })
})
