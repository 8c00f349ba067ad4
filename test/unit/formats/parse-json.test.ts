import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createBank } from '../../../src/core/bank/bank.ts'
import { FormatError } from '../../../src/core/errors.ts'
import type { BankDocument, Layer } from '../../../src/core/layers/layer.ts'
import { MAX_CHANNELS, MAX_LAYERS, MAX_NAME } from '../../../src/core/layers/limits.ts'
import { readBank, writeBank } from '../../../src/formats/bank-json.ts'
import { readOwnPresets } from '../../../src/formats/own-presets-json.ts'
import { parseJson } from '../../../src/formats/parse-json.ts'

const keys = (count: number) => `{${Array.from({ length: count }, (_, i) => `"k${i}":0`).join(',')}}`

describe('JSON text', () => {
  test.each([
    ['60 MB of brackets', () => '['.repeat(60e6), 'nested more than 8 deep (character 8)'],
    [
      '12 million zeros',
      () => `[${'0,'.repeat(12e6)}0]`,
      'a list of more than 1024 entries (character 2048)',
    ],
    ['a million fields', () => keys(1e6), 'an object of more than 32 entries (character 246)'],
    [
      'the same field a million times',
      () => `{${'"a":0,'.repeat(1e6)}}`,
      'an object of more than 32 entries',
    ],
    ['10 MB nested in a weight', () => `{"layers":[{"weight":${'['.repeat(10e6)}`, 'nested more than 8 deep'],
    [
      'many lists of many',
      () => `[${`[${`[${'[],'.repeat(1000)}[]],`.repeat(1000)}[]],`.repeat(20)}[]]`,
      'more than 12849152 values',
    ],
    [
      'quotes that hide nothing',
      () => `["\\"[[[[[[[[[[",[[[[[[[[[[`,
      'nested more than 8 deep (character 23)',
    ],
    ['an empty text', () => '', /^not JSON: /],
    ['half a string', () => '["abc', /^not JSON: /],
    ['hidden characters', () => '\u202e\u0000{', /^not JSON: \P{C}*$/u],
  ])('%s is refused before anything is made of it', (_, text, message) => {
    const made = text()
    expect(() => parseJson(made)).toThrow(FormatError)
    expect(() => parseJson(made)).toThrow(message)
  })

  test('brackets and commas in strings count for nothing', () => {
    const text = JSON.stringify({ a: '[{,'.repeat(5000), b: '\\"[[[[[[[[[', c: [[[[['\\']]]]] })
    expect(parseJson(text)).toEqual(JSON.parse(text))
    expect(parseJson('\ufeff[1]')).toEqual([1])
  })

  test('as deep, as wide and as full as the app writes it is read', () => {
    const name = '\u0001'.repeat(MAX_NAME)
    const bank = createBank(3, MAX_CHANNELS, [1, 1])
    const wide: Layer = {
      type: 'conv2d',
      bank: { ...bank, names: bank.names.map(() => name), bias: new Float32Array(MAX_CHANNELS) },
    }
    const affine: Layer = {
      type: 'affine',
      scale: new Float32Array(MAX_CHANNELS),
      shift: new Float32Array(MAX_CHANNELS),
    }
    const layers = Array.from({ length: MAX_LAYERS }, (_, i) => (i === 0 ? wide : affine))
    const doc: BankDocument = { name, input: { range: '0..1', light: 'srgb', matte: '#ffffff' }, layers }
    expect(isDeepStrictEqual(readBank(writeBank(doc)), doc)).toBe(true)
  })
})

test('own presets are bounded too', () => {
  expect(() => readOwnPresets('['.repeat(1e6))).toThrow('nested more than 4 deep')
  expect(() => readOwnPresets(' '.repeat(11 * 2 ** 20))).toThrow('characters: at most')
})
