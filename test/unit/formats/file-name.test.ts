import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileName, MAX_FILE_BYTES, stemOf } from '../../../src/formats/file-name.ts'
import { SEED } from '../core/arbitraries.ts'

const bytes = (text: string) => new TextEncoder().encode(text).length
const named = (stem: string) => fileName(stem, '.npy', 'maps')

describe('a file name', () => {
  it.each([
    ['spaces and signs become hyphens', 'Edges & colours', 'Edges-colours.npy'],
    ['decomposed letters are composed', 'Scho\u0308ne Gru\u0308\u00dfe', 'Sch\u00f6ne-Gr\u00fc\u00dfe.npy'],
    [
      'Hindi keeps its vowels',
      '\u0939\u093f\u0928\u094d\u0926\u0940',
      '\u0939\u093f\u0928\u094d\u0926\u0940.npy',
    ],
    [
      'Thai keeps its vowels and tones',
      '\u0e17\u0e35\u0e48\u0e19\u0e35\u0e48',
      '\u0e17\u0e35\u0e48\u0e19\u0e35\u0e48.npy',
    ],
    [
      'Arabic keeps its points',
      '\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f',
      '\u0645\u064f\u062d\u064e\u0645\u064e\u0651\u062f.npy',
    ],
    [
      'Persian keeps what parts its words',
      '\u0645\u06cc\u200c\u0631\u0648\u062f',
      '\u0645\u06cc\u200c\u0631\u0648\u062f.npy',
    ],
    ['Chinese and Japanese', '\u6d77 \u3068\u7a7a', '\u6d77-\u3068\u7a7a.npy'],
    ['letters beyond the first plane', '\u{20000}\u{1e900}', '\u{20000}\u{1e900}.npy'],
    ['digits of any script', '\u0663\u096a', '\u0663\u096a.npy'],
    [
      'emoji alone leave the fallback',
      '\u{1f600}\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u2764\ufe0f',
      'maps.npy',
    ],
    ['emoji beside letters', '\u{1f600} cat \u2764\ufe0f', 'cat.npy'],
    ['marks without a letter go', '\u0308a', 'a.npy'],
    ['half of a character goes', 'a\ud83d', 'a.npy'],
    ['a path is none', '../../etc/passwd', 'etc-passwd.npy'],
    ['characters that Windows forbids', 'a<b>:c"d|e?f*g\\h', 'a-b-c-d-e-f-g-h.npy'],
    ['control characters', 'a\u0000b\nc', 'a-b-c.npy'],
    ['text that turns round', 'a\u202egnp.exe', 'a-gnp.exe.npy'],
    ['dots at either end', '..a..', 'a.npy'],
    ['nothing', '', 'maps.npy'],
    ['nothing but signs', '?!', 'maps.npy'],
    ["a name of Windows' own", 'CON', '_CON.npy'],
    ['the same with more behind a dot', 'lpt1.old', '_lpt1.old.npy'],
    ['one that only looks like it', 'console', 'console.npy'],
  ])('%s', (_, stem, expected) => {
    expect(named(stem)).toBe(expected)
  })

  it('asks for no other name where the ending makes it a free one', () => {
    expect(fileName('aux', '-layer1.npy', 'maps')).toBe('aux-layer1.npy')
  })

  it('is cut between letters, their marks with them, and keeps its ending', () => {
    expect(named('x'.repeat(266))).toBe(`${'x'.repeat(MAX_FILE_BYTES - 4)}.npy`)
    expect(named('\u6d77'.repeat(100))).toBe(`${'\u6d77'.repeat(65)}.npy`)
    const syllable = '\u0939\u093f' // 6 bytes: 32 of them and half of one more would fit
    expect(named(syllable.repeat(99))).toBe(`${syllable.repeat(32)}.npy`)
    expect(bytes(named(`a${'\u0316'.repeat(500)}`))).toBeLessThanOrEqual(MAX_FILE_BYTES)
  })

  it('of any text is one that every system takes, the same when it is made safe again', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom('a', 'e\u0301', '\u0939\u093f', '.', '-', ' ', '\u200d', '\u{1f600}', '\ud83d'),
        maxLength: 99,
      }),
      fc.constantFrom('con', 'COM1', 'nul.txt', 'Aux', 'LPT\u00b9'),
    )
    const ending = fc.constantFrom('.npy', '-layer12-map1023.png', '.json', '.filterbank')
    fc.assert(
      fc.property(text, ending, (stem, end) => {
        const name = fileName(stem, end, 'maps')
        expect(bytes(name)).toBeLessThanOrEqual(MAX_FILE_BYTES)
        expect(name.endsWith(end)).toBe(true)
        expect(name).toMatch(/^[\p{L}\p{N}_][._\u200c\u200d\p{L}\p{N}\p{M}-]*$/u)
        expect(name).not.toMatch(
          /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\.|$)/i,
        )
        expect(name).toBe(name.normalize('NFC'))
        expect(fileName(name.slice(0, -end.length), end, 'maps')).toBe(name)
      }),
      { ...SEED, numRuns: 300 },
    )
  })

  it('keeps every letter, mark and digit of a word', () => {
    const word = fc.string({
      unit: fc.constantFrom(
        'a',
        '\u00e9',
        'e\u0301',
        '\u0928\u0940',
        '\u05d0\u05b8',
        '\u4e00',
        '7',
        '\u{20000}',
      ),
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(word, (stem) => {
        expect(named(stem)).toBe(`${stem.normalize('NFC')}.npy`)
      }),
      SEED,
    )
  })
})

describe('the stem of a file', () => {
  it.each([
    ['cat.jpeg', 'cat'],
    ['archive.tar.gz', 'archive.tar'],
    ['no ending', 'no ending'],
    ['St. Gallen', 'St. Gallen'],
    ['.png', ''],
  ])('%j is %j', (name, stem) => {
    expect(stemOf(name)).toBe(stem)
  })
})
