import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeBank } from '../../../../src/formats/bank-json.ts'
import { DocumentHistory } from '../../../../src/state/document/history.svelte.ts'
import { Session } from '../../../../src/state/session/session.svelte.ts'
import { weightsFile } from '../../../fixtures/model-files.ts'
import { conv, smallDocument } from '../documents.ts'
import { FakeDecoder } from '../fake-decoder.ts'
import { FakeEngine } from '../fake-engine.ts'
import { until } from '../until.ts'

let decoder: FakeDecoder
let session: Session
let stop: () => void

beforeEach(() => {
  decoder = new FakeDecoder()
  stop = $effect.root(() => {
    session = new Session(Promise.resolve(new FakeEngine()), decoder, new DocumentHistory(smallDocument()))
  })
})
afterEach(() => stop())

/** Hand over files of these names; how the decoding ends, if something is decoded. */
async function bring(names: readonly string[], end: 'finish' | 'fail' = 'finish'): Promise<void> {
  const before = decoder.asked.length
  let isOver = false
  const opened = session.incoming
    .open(names.map((name) => new File([name], name)))
    .finally(() => (isOver = true))
  await until(() => isOver || decoder.asked.length > before) // nothing is decoded of what is no picture
  if (end === 'finish') decoder.asked.at(-1)?.finish()
  else decoder.last.fail('It is no picture.')
  await opened
}

describe('several files', () => {
  test('a photo among others is opened, and what was left is said', async () => {
    await bring(['side.xmp', 'a.jpg', 'bank.json'])
    expect(session.document.photo?.name).toBe('a.jpg')
    expect(session.notice?.text).toBe('Opened a.jpg; left 2 others: side.xmp, bank.json.')
  })

  test('of several photos one is opened, and where all of them are taken is said', async () => {
    await bring(['b.jpg', 'c.jpg'])
    expect(session.notice?.text).toBe(
      'Opened b.jpg; left 1 other: c.jpg. “Many photos …” under Export maps takes all of them.',
    )
  })

  test('one that cannot be opened says only that', async () => {
    await bring(['a.jpg', 'b.jpg'], 'fail')
    expect([session.document.photo, session.notice]).toEqual([null, null])
    expect(session.pictures.error).toBe('It is no picture.')
  })
})

test('a single file is opened as what it is, without a word', async () => {
  const opened: string[] = []
  session.openProject = (file) => Promise.resolve(opened.push(file.name) > 0)
  await bring(['a.filterbank'])
  expect(opened).toEqual(['a.filterbank'])
  const bank = writeBank({ name: 'edges', input: smallDocument().input, layers: [conv(3, 2)] })
  await session.incoming.open([new File([bank], 'edges.json')])
  expect(session.document.name).toBe('edges')
  await bring(['a.jpg'])
  expect([session.document.photo?.name, session.notice, decoder.asked.length]).toEqual(['a.jpg', null, 1])
})

test('weights without an ending are told by their bytes', async () => {
  await session.incoming.open([new File([weightsFile({ 'only.weight': [5, 3, 3, 3] })], 'weights')])
  expect(session.document.name).toBe('weights')
  expect(decoder.asked).toEqual([])
})
