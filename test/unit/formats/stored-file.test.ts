import { expect, test } from 'vitest'
import { FormatError } from '../../../src/core/errors.ts'
import { readStoredFile } from '../../../src/formats/stored-file.ts'

const read = (value: unknown) => readStoredFile({ value, path: 'photo' })
const { buffer } = Uint8Array.of(1, 2, 3)

test('a file is read as it was stored, or from its bytes', async () => {
  const file = new Blob([buffer], { type: 'image/png' })
  expect(read(file)).toBe(file)
  const opened = read({ type: 'image/png', bytes: buffer })
  expect([opened.type, new Uint8Array(await opened.arrayBuffer())]).toEqual([
    'image/png',
    Uint8Array.of(1, 2, 3),
  ])
  expect(read({ type: '', bytes: new ArrayBuffer(0) }).size).toBe(0)
})

test.each([
  ['nothing', undefined, 'photo: expected an object'],
  ['bytes alone', buffer, 'photo.type: missing'],
  ['a view of bytes', { type: '', bytes: Uint8Array.of(1) }, 'photo.bytes: expected the bytes of a file'],
  ['no bytes', { type: 'image/png' }, 'photo.bytes: missing'],
  ['another type', { type: 7, bytes: buffer }, 'photo.type: expected'],
  ['a longer type', { type: 'x'.repeat(256), bytes: buffer }, 'photo.type: '],
  ['more', { type: '', bytes: buffer, name: 'x' }, 'photo.name: unknown field'],
])('%s is refused', (_, value, words) => {
  expect(() => read(value)).toThrow(FormatError)
  expect(() => read(value)).toThrow(words)
})
