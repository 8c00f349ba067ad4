import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TRAINED } from '../../../../src/core/presets/trained.ts'
import { DocumentHistory } from '../../../../src/state/document/history.svelte.ts'
import { openTrained } from '../../../../src/state/files/open-trained.ts'
import { Session } from '../../../../src/state/session/session.svelte.ts'
import { smallDocument } from '../documents.ts'
import { FakeDecoder } from '../fake-decoder.ts'
import { FakeEngine } from '../fake-engine.ts'

const before = smallDocument()
const trained = TRAINED.find(({ id }) => id === 'mobilenet-conv1')
if (trained === undefined) throw new Error('no MobileNet')

let session: Session
let stop: () => void

beforeEach(() => {
  stop = $effect.root(() => {
    session = new Session(Promise.resolve(new FakeEngine()), new FakeDecoder(), new DocumentHistory(before))
  })
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

test('trained filters replace the pipeline as one step that can be undone; a filter that lives is selected', async () => {
  const fetched = vi.fn((url: string) => Promise.resolve(new Response(readFileSync(`public${url}`))))
  vi.stubGlobal('fetch', fetched)
  expect(await openTrained(session, trained)).toBe(true)
  expect(fetched).toHaveBeenCalledExactlyOnceWith('/trained/mobilenet-v1-conv1.safetensors')
  expect(session.document.layers.map(({ type }) => type)).toEqual(['pad', 'conv2d', 'relu6'])
  expect(session.document.input.range).toBe('-1..1')
  expect([session.view.layer, session.view.filter], 'filter 0 is 1e-12').toEqual([1, 1])
  expect(session.notice).toEqual({
    text: 'Opened MobileNet’s first layer in place of all layers.',
    undo: true,
    kind: 'info',
  })
  session.undo()
  expect(session.document).toBe(before)
})

/** Bytes that end in the middle. */
function brokenOff(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.error(new TypeError('network error')) })
}

test.each([
  ['there is no connection', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['there is no connection', () => Promise.resolve(new Response(brokenOff()))],
  ['the server answered 404', () => Promise.resolve(new Response('', { status: 404 }))],
])('what cannot be loaded changes nothing: %s', async (why, fetched) => {
  vi.stubGlobal('fetch', fetched)
  expect(await openTrained(session, trained)).toBe(false)
  expect(session.document).toBe(before)
  expect(session.history.canUndo).toBe(false)
  expect(session.notice).toMatchObject({
    text: `MobileNet’s first layer could not be opened: ${why}. Nothing was changed.`,
    kind: 'error',
  })
})

test('a host that answers with something else is told by the reader', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<!doctype html>')))
  expect(await openTrained(session, trained)).toBe(false)
  expect(session.document).toBe(before)
  expect(session.notice?.text).toMatch(/^not JSON/)
})
