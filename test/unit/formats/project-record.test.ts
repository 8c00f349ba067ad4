import { expect, test } from 'vitest'
import { FormatError } from '../../../src/core/errors.ts'
import { readProjectRecord, type ProjectRecord } from '../../../src/formats/project-record.ts'
import { MAX_LINK } from '../../../src/formats/link.ts'

const record: ProjectRecord = {
  id: 'a',
  name: 'Edges',
  modified: 1,
  bytes: 2,
  view: { layer: 0, filter: 0, channel: 0, colorMap: 'gray', range: 'map', fixed: null, shown: 'signed' },
  thumbnail: null,
  deleted: null,
}
const link = { key: '0123abcd-400', hash: '#filterbank=1.abc' }

test('a record is read as it was written, with a link or, as before there were any, without', () => {
  expect(readProjectRecord(record)).toStrictEqual(record)
  expect(readProjectRecord({ ...record, link })).toStrictEqual({ ...record, link })
})

test.each([
  ['no object', null, /link: expected an object/],
  ['a field that is not known', { ...link, photo: 1 }, /link\.photo: unknown field/],
  ['no key', { hash: link.hash }, /link\.key: missing/],
  ['a key without end', { ...link, key: 'a'.repeat(100_000) }, /link\.key: expected at most/],
  ['another address', { ...link, hash: 'https://elsewhere.example/' }, /link\.hash: expected a link/],
  [
    'too long a hash',
    { ...link, hash: `#filterbank=1.${'A'.repeat(MAX_LINK)}` },
    /link\.hash: expected at most/,
  ],
])('a link with %s is refused by name', (_, value, message) => {
  const read = () => readProjectRecord({ ...record, link: value })
  expect(read).toThrow(FormatError)
  expect(read).toThrow(message)
})
