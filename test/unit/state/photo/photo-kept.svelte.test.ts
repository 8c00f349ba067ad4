import { flushSync } from 'svelte'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DocumentHistory } from '../../../../src/state/document/history.svelte.ts'
import { setResolution } from '../../../../src/state/document/edits.ts'
import { Session } from '../../../../src/state/session/session.svelte.ts'
import { smallDocument } from '../documents.ts'
import { FakeDecoder } from '../fake-decoder.ts'
import { FakeEngine } from '../fake-engine.ts'

/** A file on a disk that can be taken out. */
class DiskFile extends File {
  isGone = false

  override arrayBuffer(): Promise<ArrayBuffer> {
    const words = 'A requested file or directory could not be found at the time an operation was processed.'
    return this.isGone ? Promise.reject(new DOMException(words, 'NotFoundError')) : super.arrayBuffer()
  }
}

let engine: FakeEngine
let decoder: FakeDecoder
let session: Session
let stop: () => void

async function settle(): Promise<void> {
  flushSync()
  await new Promise((resolve) => setTimeout(resolve))
}

/** Let the runs end that were asked for. */
async function run(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await settle()
    for (const each of engine.runs) if (!each.aborted) each.finish()
  }
}

async function open(file: Blob, name: string): Promise<void> {
  const opened = session.openFile(file, name)
  await settle()
  decoder.last.finish()
  await opened
  await run()
}

function start(): void {
  engine = new FakeEngine()
  decoder = new FakeDecoder()
  stop = $effect.root(() => {
    session = new Session(Promise.resolve(engine), decoder, new DocumentHistory(smallDocument()))
  })
}

beforeEach(start)
afterEach(() => stop())

describe("a photo's bytes", () => {
  test('are read once, when it is opened: what becomes of the file is all the same', async () => {
    const file = new DiskFile(['card'], 'card.jpg')
    await open(file, 'card.jpg')
    file.isGone = true
    const kept = session.document.photo?.file
    expect(await kept?.text()).toBe('card')
    session.edit(setResolution(session.document, 512))
    await settle()
    expect(await decoder.last.file.arrayBuffer()).toEqual(await new Blob(['card']).arrayBuffer())
  })

  test('that cannot be read are told of in plain words', async () => {
    const file = new DiskFile(['card'], 'card.jpg')
    file.isGone = true
    await session.openFile(file, 'card.jpg')
    expect(decoder.asked).toEqual([])
    expect(session.pictures.error).toMatch(/^card\.jpg cannot be read.*moved/)
    await session.importFilters(Object.assign(new DiskFile(['{}'], 'bank.json'), { isGone: true }))
    expect(session.notice?.text).toMatch(/^bank\.json cannot be read.*moved/)
  })
})

describe('a photo of the document that cannot be decoded', () => {
  async function undoToUndecodable(): Promise<void> {
    await open(new Blob(), 'card.jpg')
    await open(new Blob(), 'red.png')
    session.undo()
    await settle()
    decoder.last.fail('card.jpg cannot be decoded.')
    await run()
  }

  test('never has the maps of another one, neither on the screen nor in a file', async () => {
    await undoToUndecodable()
    // The empty state takes the place of all pictures and names.
    expect([session.document.photo?.name, session.hasPhoto, session.busy]).toEqual(['card.jpg', false, false])
    expect([session.pictures.current, session.inputShape, session.runner.completed]).toEqual([
      null,
      null,
      null,
    ])
    expect(session.pictures.error).toBe('card.jpg cannot be decoded.')
    await session.exportMapsNpy()
    expect(session.notice?.text).toBe('card.jpg cannot be decoded.')
  })

  test('gives its name to nothing while a newer one is on its way', async () => {
    await open(new Blob(), 'card.jpg')
    await open(new Blob(), 'red.png')
    session.undo()
    await settle()
    expect([session.document.photo?.name, session.shown.photo?.name]).toEqual(['card.jpg', 'red.png'])
    decoder.last.finish()
    await run()
    expect(session.shown.photo?.name).toBe('card.jpg')
  })

  test('leaves the others as they are', async () => {
    await undoToUndecodable()
    session.redo()
    await run()
    expect([session.pictures.current?.photo.name, session.pictures.error]).toEqual(['red.png', null])
    expect(session.runner.completed?.input).toBe(session.pictures.current?.tensor)
  })

  test('is tried again when it comes back', async () => {
    await undoToUndecodable()
    session.redo()
    await run()
    session.undo()
    await settle()
    decoder.last.finish()
    await run()
    expect([session.pictures.current?.photo.name, session.pictures.error]).toEqual(['card.jpg', null])
  })
})

describe('memory of pictures', () => {
  test('is flat however many photos are opened: two are decoded in turn, and what is shown no longer is given back', async () => {
    for (let i = 0; i < 60; i++) {
      await open(new Blob(), `${i}.png`)
      expect(decoder.openPreviews).toBe(1)
    }
    expect(decoder.shared).toBe(2 * 4 * 72)
  })

  test('is not filled again while a run reads it', async () => {
    await open(new Blob(), 'a.png')
    const read = session.pictures.current?.tensor.data.buffer
    for (const name of ['b.png', 'c.png', 'd.png']) {
      const opened = session.openFile(new Blob(), name)
      await settle()
      expect(decoder.last.options.into).not.toBe(read) // its run is still the last one that ended
      decoder.last.finish()
      await opened
    }
    await run()
    await open(new Blob(), 'e.png')
    expect(decoder.last.options.into).toBeDefined()
  })
})

test('whatever is opened, taken back and fails: once still, the maps are of the photo that is named, or there are none', async () => {
  const act = fc.oneof(
    fc.constantFrom('undo', 'redo', 'smaller', 'dismiss'),
    fc.integer({ min: 0, max: 3 }).map((n) => `open ${n}.png`),
  )
  const acts = fc.array(fc.record({ act, fails: fc.boolean(), waits: fc.boolean() }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(acts, async (list) => {
      stop()
      start()
      for (const { act, fails, waits } of list) {
        const asked = decoder.asked.length
        if (act === 'undo') session.undo()
        else if (act === 'redo') session.redo()
        else if (act === 'smaller') session.edit(setResolution(session.document, list.length))
        else if (act === 'dismiss') session.pictures.dismissError()
        else void session.openFile(new Blob(), act.slice(5))
        await settle()
        if (!waits) continue
        for (const each of decoder.asked.slice(asked)) {
          if (fails) each.fail('It failed.')
          else each.finish()
        }
        await run()
      }
      for (let i = 0; i < 3; i++) {
        for (const each of decoder.asked) each.finish()
        await run()
      }
      const { pictures, document, runner } = session
      expect([pictures.pending, runner.busy]).toEqual([false, false])
      if (pictures.current === null) {
        expect(runner.completed).toBeNull()
        expect(document.photo === null || pictures.error !== null).toBe(true)
      } else {
        expect(pictures.current.photo).toBe(document.photo)
        expect(runner.completed?.input).toBe(pictures.current.tensor)
      }
      expect(decoder.openPreviews).toBeLessThanOrEqual(1)
    }),
    { seed: 11, numRuns: 30 },
  )
})
