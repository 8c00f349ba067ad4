import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { writeBank } from '../../../../src/formats/bank-json.ts'
import { DocumentHistory } from '../../../../src/state/document/history.svelte.ts'
import { setBias, setInput, setResolution } from '../../../../src/state/document/edits.ts'
import { Session } from '../../../../src/state/session/session.svelte.ts'
import { conv, smallDocument } from '../documents.ts'
import { FakeDecoder } from '../fake-decoder.ts'
import { FakeEngine } from '../fake-engine.ts'

let engine: FakeEngine
let decoder: FakeDecoder
let session: Session
let stop: () => void

async function settle(): Promise<void> {
  flushSync()
  await new Promise((resolve) => setTimeout(resolve))
}

async function open(name: string): Promise<void> {
  const opened = session.openFile(new Blob([name]), name)
  await settle()
  decoder.last.finish()
  await opened
  await settle()
}

beforeEach(() => {
  engine = new FakeEngine()
  decoder = new FakeDecoder()
  stop = $effect.root(() => {
    session = new Session(Promise.resolve(engine), decoder, new DocumentHistory(smallDocument()))
  })
})
afterEach(() => stop())

describe('a photo', () => {
  test('is an undoable step once it is decoded, and runs', async () => {
    expect([session.hasPhoto, session.inputShape]).toEqual([false, null])
    await open('cat.jpg')
    expect([session.hasPhoto, session.inputShape, session.history.undoLabel]).toEqual([
      true,
      [1, 3, 4, 6],
      'Open cat.jpg',
    ])
    expect(session.document.photo).toMatchObject({ name: 'cat.jpg', width: 6, height: 4 })
    expect(decoder.asked).toHaveLength(1)
    expect(engine.runs.at(-1)?.input).toBe(session.pictures.current?.tensor)
    session.undo()
    expect([session.hasPhoto, session.pictures.current]).toEqual([false, null])
  })

  test('that cannot be opened leaves all as it was, with one message', async () => {
    await open('cat.jpg')
    const { document, pictures } = session
    const before = pictures.current
    const opened = session.openFile(new Blob(), 'bad.jpg')
    expect([session.busy, pictures.opening]).toEqual([true, 'bad.jpg'])
    await settle()
    decoder.last.fail('bad.jpg is empty.')
    await opened
    await settle()
    expect(session.document).toBe(document)
    expect([pictures.current === before, pictures.error, pictures.pending]).toEqual([
      true,
      'bad.jpg is empty.',
      false,
    ])
    await open('dog.jpg')
    expect(pictures.error).toBeNull()
  })

  test('is decoded once, however many wait for it', async () => {
    await open('cat.jpg')
    session.edit(setResolution(session.document, 512))
    const waiting = [session.pictures.settled(), session.pictures.settled()]
    for (let i = 0; i < 3; i++) await settle()
    expect(decoder.asked).toHaveLength(2)
    decoder.last.finish()
    await Promise.all(waiting)
  })

  test('opened while another one decodes wins', async () => {
    const first = session.openFile(new Blob(), 'first.jpg')
    await settle()
    const [asked] = decoder.asked
    await open('second.jpg')
    await first
    expect(asked?.signal.aborted).toBe(true)
    expect([session.document.photo?.name, session.pictures.error]).toEqual(['second.jpg', null])
    session.undo()
    expect(session.hasPhoto).toBe(false)
  })

  test('is decoded again for other settings, and for one that undo brings back', async () => {
    await open('cat.jpg')
    const before = session.pictures.current
    session.edit(setInput(session.document, { range: 'imagenet' }))
    expect(session.busy).toBe(true)
    await settle()
    expect(decoder.last.options.input.range).toBe('imagenet')
    expect(session.pictures.current).toBe(before)
    decoder.last.finish()
    await settle()
    expect(session.pictures.current?.input.range).toBe('imagenet')
    session.undo()
    await settle()
    expect(decoder.last.options.input.range).toBe('0..1')
  })

  test('that does not fit at a resolution keeps the old picture, and is not tried again and again', async () => {
    await open('cat.jpg')
    const before = session.pictures.current
    session.edit(setResolution(session.document, 0))
    await settle()
    decoder.last.fail('cat.jpg does not fit into memory at this size.')
    await settle()
    await settle()
    expect(decoder.asked).toHaveLength(2)
    expect([session.pictures.current === before, session.pictures.pending]).toEqual([true, false])
    expect(session.pictures.error).toMatch(/memory/)
  })

  test('from a chart is drawn, encoded and opened', async () => {
    const opened = session.openSample('zone-plate')
    await settle()
    decoder.last.finish()
    await opened
    expect(session.document.photo?.name).toBe('Zone plate')
  })
})

describe('the photo of a first visit', () => {
  beforeEach(() => vi.stubGlobal('fetch', () => Promise.resolve(new Response('jpeg'))))
  afterEach(() => vi.unstubAllGlobals())

  async function welcome(meanwhile: () => void): Promise<void> {
    const done = session.welcome()
    await settle()
    const [asked] = decoder.asked
    meanwhile()
    asked?.finish()
    await done
  }

  test('is where the history starts', async () => {
    await welcome(() => undefined)
    expect([session.document.photo?.name, session.history.canUndo]).toEqual(['Still life', false])
  })

  test('is a step of its own when something was edited meanwhile', async () => {
    await welcome(() => session.edit(setBias(session.document, 0, 1, 0.5)))
    session.undo()
    expect([session.document.photo, session.history.canUndo]).toEqual([null, true])
  })

  test('gives way to one that is being opened', async () => {
    const opened = session.openFile(new Blob(), 'cat.jpg')
    await session.welcome()
    await settle()
    decoder.last.finish()
    await opened
    expect([session.document.photo?.name, decoder.asked.length]).toEqual(['cat.jpg', 1])
  })

  test('does not come into a project that was opened meanwhile', async () => {
    const project = smallDocument({ name: 'opened' })
    await welcome(() => session.history.reset(project))
    expect([session.document === project, session.history.canUndo]).toEqual([true, false])
  })
})

describe('an edit', () => {
  test('that loses something is told with undo, and what is told goes with undo', () => {
    session.edit(setBias(session.document, 0, 1, 0.5))
    expect(session.notice).toBeNull()
    session.edit({ label: 'Lose', document: smallDocument(), message: '3 weights dropped.', select: 0 })
    expect(session.notice).toEqual({ text: '3 weights dropped.', undo: true, kind: 'info' })
    expect(session.view.layer).toBe(0)
    session.undo()
    expect(session.notice).toBeNull()
  })
})

describe('filters', () => {
  const file = (text: string) => new File([text], 'bank.json', { type: 'application/json' })

  test('are imported as one step, the last layer selected', async () => {
    const { input } = smallDocument()
    await session.importFilters(
      file(writeBank({ name: 'edges', input, layers: [conv(3, 2), { type: 'relu' }] })),
    )
    expect([session.document.name, session.document.layers.length, session.view.layer]).toEqual([
      'edges',
      2,
      1,
    ])
    session.undo()
    expect(session.document.layers).toHaveLength(3)
  })

  test('that are read while a photo opens take nothing away from it', async () => {
    const opened = session.openFile(new Blob(['cat']), 'cat.jpg')
    await settle()
    const { input } = smallDocument()
    const imported = session.importFilters(file(writeBank({ name: 'edges', input, layers: [conv(3, 2)] })))
    decoder.last.finish()
    await Promise.all([opened, imported])
    expect([session.document.name, session.document.photo?.name]).toEqual(['edges', 'cat.jpg'])
  })

  test('that are refused change nothing and say why', async () => {
    const { document } = session
    await session.importFilters(file(writeBank(document).replace('filterbank/1', 'filterbank/2')))
    expect(session.document).toBe(document)
    expect(session.notice).toMatchObject({ kind: 'error', undo: false })
    expect(session.notice?.text).toMatch(/format/)
  })
})

test('while the newest layers do not fit, the maps of the last good run can still be painted', async () => {
  await open('cat.jpg')
  engine.runs.at(-1)?.finish()
  await settle()
  const { layers } = session.document
  const before = session.mapRequest(2, 5, 100, 50)
  session.edit({ label: 'Break', document: { ...session.document, layers: [...layers, conv(3, 2)] } })
  await settle()
  expect(session.runner.error).not.toBeNull()
  expect(session.mapRequest(2, 5, 100, 50)).toEqual(before)
  expect(session.mapRequest(3, 0, 100, 50)).toBeNull()
})

test('maps are asked for as the view shows them, and not before there is a picture', async () => {
  expect(session.mapRequest(2, 5, 100, 50)).toBeNull()
  await open('cat.jpg')
  session.view.range = 'group'
  expect(session.mapRequest(2, 5, 100, 50)).toMatchObject({
    layer: 2,
    channel: 5,
    range: { type: 'channels', channels: [4, 5, 6, 7] },
  })
  expect(session.mapRequest(2, 16, 100, 50)).toBeNull()
  expect(session.mapRequest(-1, 2, 100, 50)).not.toBeNull()
})
