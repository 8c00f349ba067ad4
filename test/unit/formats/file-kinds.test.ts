import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileKind, leftWords, sortFiles, type NamedFile } from '../../../src/formats/file-kinds.ts'

const file = (name: string, type = ''): NamedFile => ({ name, type })
const JPEG = file('a.jpg', 'image/jpeg')

describe('what a file is taken for', () => {
  test.each([
    [JPEG, 'photo'],
    [file('A.JPG'), 'photo'],
    [file('', 'image/png'), 'photo'],
    [file('a.cr2', 'image/x-canon-cr2'), 'picture'],
    [file('a.dng'), 'picture'],
    [file('IMG.HEIC', 'image/heic'), 'photo'],
    [file('a.filterbank', 'application/zip'), 'project'],
    [file('a.json', 'application/json'), 'filters'],
    [file('bank', 'application/json'), 'filters'],
    [file('photo'), 'unknown'],
    [file('photo.xyz', 'application/octet-stream'), 'unknown'],
    [file('a.xmp'), 'other'],
    [file('a.xmp', 'application/rdf+xml'), 'other'],
    [file('notes.txt', 'text/plain'), 'other'],
    [file('film', 'video/mp4'), 'other'],
  ])('%o: %s', (of, kind) => {
    expect(fileKind(of)).toBe(kind)
  })
})

describe('of several files', () => {
  test.each([
    ['the first photo', [JPEG, file('b.jpg'), file('c.png')], 'a.jpg', ['b.jpg', 'c.png']],
    [
      'the photo behind its sidecar',
      [file('a.xmp'), file('notes.txt', 'text/plain'), JPEG],
      'a.jpg',
      ['a.xmp', 'notes.txt'],
    ],
    ['the JPEG beside its RAW', [file('a.cr2', 'image/x-canon-cr2'), JPEG], 'a.jpg', ['a.cr2']],
    [
      'the photo beside a bank and a project',
      [file('b.json'), file('p.filterbank'), JPEG],
      'a.jpg',
      ['b.json', 'p.filterbank'],
    ],
    ['a bank beside texts', [file('read.me.txt'), file('b.json')], 'b.json', ['read.me.txt']],
    ['what may be a picture rather than what is none', [file('a.txt'), file('scan')], 'scan', ['a.txt']],
    ['the only one, whatever it is', [file('notes.txt')], 'notes.txt', []],
    [
      'what a person has put there',
      [file('.DS_Store'), file('Thumbs.db'), JPEG, file('desktop.ini')],
      'a.jpg',
      [],
    ],
  ])('%s is opened', (_, files, opened, left) => {
    const sorted = sortFiles(files)
    expect([sorted.open?.name, sorted.left.map(({ name }) => name)]).toEqual([opened, left])
  })

  test('nothing comes of nothing', () => {
    expect(sortFiles([])).toEqual({ open: null, left: [] })
    expect(sortFiles([file('.DS_Store')])).toEqual({ open: null, left: [] })
  })

  test('each is opened or left, in whatever order, and a photo is opened if there is one', () => {
    const any = fc
      .constantFrom('jpg', 'cr2', 'xmp', 'txt', 'json', 'filterbank', 'xyz')
      .chain((ending) => fc.nat(99).map((n) => file(`f${n}.${ending}`)))
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 9 }), (files) => {
        const { open, left } = sortFiles(files)
        expect(open).not.toBeNull()
        expect(left).toEqual(files.filter((each) => each !== open))
        const hasPhoto = files.some((each) => fileKind(each) === 'photo')
        if (open !== null && hasPhoto) expect(fileKind(open)).toBe('photo')
      }),
      { seed: 16 },
    )
  })
})

test.each([
  ['a.jpg', ['b.jpg'], false, 'Opened a.jpg; left 1 other: b.jpg.'],
  ['a.jpg', ['b.jpg', 'c.xmp'], false, 'Opened a.jpg; left 2 others: b.jpg, c.xmp.'],
  ['a.jpg', ['b', 'c', 'd', 'e'], false, 'Opened a.jpg; left 4 others: b, c, d, e.'],
  ['a.jpg', ['b', 'c', 'd', 'e', 'f'], false, 'Opened a.jpg; left 5 others: b, c, d and 2 more.'],
  ['a.jpg', ['b', 'c', 'd', 'e', 'f'], true, 'Opened a.jpg; left more than 5 others: b, c, d and 2 more.'],
])('what was left is said in a sentence: %s, %j', (opened, left, more, words) => {
  expect(leftWords(opened, left, more)).toBe(words)
})
