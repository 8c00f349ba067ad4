import { describe, expect, it } from 'vitest'
import { readPickle } from '../../../../../src/formats/models/pickle/pickle.ts'
import type { PickleValue } from '../../../../../src/formats/models/pickle/values.ts'
import { contentsOf } from '../../../../../src/formats/models/torch/contents.ts'
import { TORCH_HOST } from '../../../../../src/formats/models/torch/names.ts'

const bytes = (...parts: readonly (number | string)[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])),
  )
const read = (...parts: readonly (number | string)[]): PickleValue =>
  readPickle(bytes(0x80, 2, ...parts, '.'), 0, TORCH_HOST).value

describe('pickles as data', () => {
  it.each<[string, readonly (number | string)[], unknown]>([
    [
      'whole numbers',
      ['(', 'K', 7, 'M', 1, 2, 'J', 255, 255, 255, 255, 'I-12\n', 'L34L\n', 't'],
      [7, 513, -1, -12, 34],
    ],
    ['long numbers', ['(', 0x8a, 0, 0x8a, 2, 0, 0x80, 0x8a, 2, 255, 0, 't'], [0, -32768, 255]],
    ['truth', ['(', 0x88, 0x89, 'N', 'I01\n', 'I00\n', 't'], [true, false, null, true, false]],
    ['floats', ['(', 'G', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 'F-2.5e3\n', 'Fnan\n', 't'], [1.5, -2500, NaN]],
    ['texts', ['(', 'U', 1, 'a', 'X', 2, 0, 0, 0, 'λ', "S'b'\n", 'Vc\n', 't'], ['a', 'λ', 'b', 'c']],
    ['lists', [']', '(', 'K', 1, 'K', 2, 'e', 'K', 3, 'a'], [1, 2, 3]],
    ['tuples', ['K', 1, 'K', 2, 0x86, 'K', 3, 0x86], [[1, 2], 3]],
    ['dicts', ['}', '(', 'K', 1, 'K', 2, 'u', 'K', 3, 'K', 4, 's'], new Map([[1, 2], [3, 4]])], // oxfmt-ignore
    ['what is kept', [']', 'q', 5, '(', 'h', 5, 'h', 5, 't', '0', 'h', 5], []],
    ['what is dropped', ['K', 1, 'K', 2, '0', '(', 'K', 3, '1', '2', 0x86], [1, 1]],
  ])('%s', (_what, parts, expected) => {
    expect(read(...parts)).toEqual(expected)
  })

  it.each<[string, readonly (number | string)[], string]>([
    ['no value', [], 'takes a value where none is'],
    ['a list that never began', ['t'], 'ends a list that it never began'],
    ['a value that was not kept', ['h', 9], 'takes back value 9'],
    ['an unknown opcode', [0xff], 'an opcode that is not read (255, byte 2)'],
    ['a class of an extension', [0x82, 1], 'an opcode that is not read (130'],
    ['objects built by code', ['(', 'ios\nsystem\n'], 'an opcode that is not read (105'],
    ['a length beyond the end', ['X', 255, 255, 255, 255], 'the pickle ends early'],
    ['a length of 64 bits', [0x8e, 255, 255, 255, 255, 255, 255, 255, 255], 'the pickle ends early'],
    [
      'an endless number',
      [0x8b, 100, 0, 0, 0, ...new Array<number>(100).fill(1)],
      'a whole number of 100 bytes',
    ],
    ['a call of a value', ['K', 1, ')', 'R'], 'calls what is no name'],
    ['arguments that are none', ['ccollections\nOrderedDict\n', 'K', 1, 'R'], 'calls what is no name'],
    ['an entry of a number', ['K', 1, 'K', 2, 'K', 3, 's'], 'of what is no dict'],
    ['a name of numbers', ['K', 1, 'K', 2, 0x93], 'a name that is no text'],
    ['an object of the system', ['cos\nsystem\n', ')', 0x81], 'the file asks for os.system'],
    [
      'code in a class',
      ['ctorch._tensor\n_rebuild_from_type_v2\n', 'q', 0, '(', 'h', 0, 'N', 'h', 0, 'N', 't', 'R'],
      'a tensor of a class',
    ],
  ])('refuses %s', (_what, parts, message) => {
    expect(() => read(...parts)).toThrow(
      expect.objectContaining({ name: 'FormatError', message: expect.stringContaining(message) }),
    )
  })

  it('is not taken in by lists within themselves', () => {
    const itself = read(']', 'q', 0, 'h', 0, 'a')
    expect(contentsOf(itself).tensors.size).toBe(0)
  })

  it('looks at what is shared once: 2^60 paths are no time', () => {
    const doubled = Array.from({ length: 60 }, (_, i) => ['h', i, 'h', i, 0x86, 'q', i + 1]).flat()
    expect(contentsOf(read(')', 'q', 0, ...doubled)).tensors.size).toBe(0)
  })

  it('refuses what is nested too deeply, without a stack overflow', () => {
    const deep = read(...new Array<string>(100_000).fill(']'), ...new Array<string>(99_999).fill('a'))
    expect(() => contentsOf(deep)).toThrow('nested more than 300 deep')
  })

  it.each<[string, readonly (number | string)[], readonly (number | string)[]]>([
    ['the states of objects', ['cx\nY\n', ')', 0x81], ['b']],
    ['the parts of modules', ['}', 'U', 8, '_modules'], ['s']],
  ])('refuses %s that are nested too deeply', (_what, open, close) => {
    const repeated = (parts: readonly (number | string)[], end: readonly (number | string)[]) => [
      ...Array.from({ length: 20_000 }, () => parts).flat(),
      'N',
      ...Array.from({ length: 20_000 }, () => end).flat(),
    ]
    const deep = read(...repeated(open, close))
    expect(() => contentsOf(deep)).toThrow('nested more than 300 deep')
  })

  it.each<[string, readonly (number | string)[], number]>([
    // oxfmt-ignore
    ['a dict', ['}', '(', ...Array.from({ length: 200 }, (_, i) => ['K', i, 'N']).flat(), 'u'], 200],
    // of two pairs, each with the key 0
    [
      'pairs of one key',
      [']', '(', ...Array.from({ length: 200 }, () => ['K', 0, 'N', 0x86]).flat(), 'e'],
      1,
    ],
  ])('makes a dict of %s, but not as often as it is asked', (_what, source, size) => {
    const made = (times: number) => [
      ...['ccollections\nOrderedDict\n', 'q', 0, ...source, 0x85, 'q', 1, '('],
      ...Array.from({ length: times }, () => ['h', 0, 'h', 1, 'R']).flat(),
      't',
    ]
    expect(read(...made(2))).toMatchObject([{ size }, { size }])
    expect(() => read(...made(200))).toThrow('makes dicts of the same entries over and over')
  })
})
