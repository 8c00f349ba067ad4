import { deflateSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBank } from '../../../src/core/bank/bank.ts'
import { defaultPipeline } from '../../../src/core/presets/default-pipeline.ts'
import { MAX_NAME } from '../../../src/core/layers/limits.ts'
import { FormatError } from '../../../src/core/errors.ts'
import {
  isLink,
  MAX_LINK,
  MAX_UNPACKED,
  readLink,
  writeLink,
  type LinkContent,
} from '../../../src/formats/link.ts'
import { layer, SEED } from '../core/arbitraries.ts'

const content: LinkContent = {
  bank: {
    name: 'edges ü',
    input: { range: 'imagenet', light: 'linear', matte: '#102030' },
    layers: defaultPipeline(),
  },
  resolution: 768,
  view: {
    layer: 2,
    filter: 5,
    channel: 1,
    colorMap: 'viridis',
    range: 'layer',
    fixed: { low: -1, high: 0.5 },
    shown: 'signed',
  },
}

/** A hash that holds this text, packed as links are. */
function packed(text: string): string {
  const bytes = deflateSync(new TextEncoder().encode(text))
  return `#filterbank=1.${Buffer.from(bytes).toString('base64url')}`
}

const json = (changes: object) =>
  packed(
    JSON.stringify({
      format: 'filterbank-link/1',
      resolution: 1024,
      view: { layer: 0, filter: 0, channel: 0, colorMap: 'gray', range: 'map' },
      filters: { format: 'filterbank/1', input: { range: '0..1' }, layers: [] },
      ...changes,
    }),
  )

describe('a link', () => {
  test('holds pipeline, filters and view, in characters that need no escape', () => {
    const hash = writeLink(content)
    expect(hash).toMatch(/^#filterbank=1\.[\w-]+$/)
    expect(isLink(hash)).toBe(true)
    expect(readLink(hash)).toEqual(content)
  })

  test('keeps a name, cut to the longest; one without a name has none', () => {
    expect(readLink(writeLink({ ...content, name: 'Leaf\u202e' }))).toEqual({
      ...content,
      name: 'Leaf\u202e',
    })
    expect(readLink(writeLink({ ...content, name: 'x'.repeat(2 * MAX_NAME) })).name).toHaveLength(MAX_NAME)
    expect(readLink(writeLink({ ...content, name: '' }))).toStrictEqual(content)
  })

  test('of the default pipeline is short enough for a message', () => {
    expect(writeLink(content).length).toBeLessThan(2000)
  })

  test('gives back any layers, fitting or not', () => {
    fc.assert(
      fc.property(fc.array(layer(), { maxLength: 4 }), (layers) => {
        const one = { ...content, bank: { ...content.bank, layers } }
        expect(readLink(writeLink(one))).toEqual(one)
      }),
      { ...SEED, numRuns: 100 },
    )
  })

  test('that would be too long is refused with the numbers', () => {
    let seed = 1
    const bank = createBank(3, 256, [11, 11])
    const data = bank.weight.data.map(() => (seed = (seed * 16807) % 2147483647) / 2147483647)
    const layers = [{ type: 'conv2d' as const, bank: { ...bank, weight: { ...bank.weight, data } } }]
    expect(() => writeLink({ ...content, bank: { ...content.bank, layers } })).toThrow(
      new RegExp(`link of \\d{6} characters, and a link holds ${MAX_LINK}`),
    )
  })
})

describe('a hostile hash', () => {
  const good = writeLink(content)
  test.each([
    ['no hash of ours', '#elsewhere', /no link/],
    ['nothing in it', '#filterbank=', /another version/],
    ['another packing', good.replace('=1.', '=2.'), /another version/],
    ['characters of no base64', '#filterbank=1.%3Cscript%3E', /damaged or was cut short/],
    ['half of a link', good.slice(0, good.length >> 1), /damaged or was cut short|not JSON/],
    ['too many characters', `#filterbank=1.${'A'.repeat(MAX_LINK)}`, /more than/],
    [
      'no UTF-8',
      `#filterbank=1.${Buffer.from(deflateSync(Uint8Array.of(0xff))).toString('base64url')}`,
      /damaged/,
    ],
    ['no JSON', packed('alert(1)'), /not JSON/],
    ['no object', packed('null'), /expected an object/],
    ['another format', json({ format: 'filterbank-link/2' }), /format: expected/],
    ['a field that is not known', json({ photo: 'https://elsewhere.example/' }), /photo: unknown field/],
    ['a name that is none', json({ name: ['x'] }), /name: expected a string/],
    ['too long a name', json({ name: 'x'.repeat(MAX_NAME + 1) }), /name: expected at most/],
    ['a view of the wrong kind', json({ view: { layer: -1 } }), /view\./],
    [
      'a range without an end, which could not be written again',
      json({ view: { ...content.view, fixed: { low: 0, high: 'Infinity' } } }),
      /view\.fixed\.high: expected a finite number/,
    ],
    ['a field named __proto__', packed('{"__proto__":{"format":"filterbank-link/1"}}'), /unknown field/],
    [
      'a layer that is none',
      json({ filters: { format: 'filterbank/1', input: { range: '0..1' }, layers: [{ type: 'x' }] } }),
      /filters\.layers\[0\]/,
    ],
  ])('with %s is refused by name', (_, hash, message) => {
    expect(() => readLink(hash)).toThrow(FormatError)
    expect(() => readLink(hash)).toThrow(message)
  })

  test('that unpacks to far more than it has is refused before there is room for it', () => {
    const bomb = packed(`{"format":"${' '.repeat(20 * 2 ** 20)}"}`)
    expect(bomb.length).toBeLessThan(MAX_LINK)
    expect(() => readLink(bomb)).toThrow(FormatError)
    expect(() => readLink(bomb)).toThrow(`unpacks to more than ${MAX_UNPACKED} bytes`)
  })

  test('is not made where it could not be read', () => {
    const bank = createBank(3, 1024, [23, 23]) // of equal weights, which are packed into next to nothing
    const layers = [{ type: 'conv2d' as const, bank }]
    expect(() => writeLink({ ...content, bank: { ...content.bank, layers } })).toThrow(
      /take \d+ bytes, and a link holds 4194304/,
    )
  })

  test('with -0 for a position or an end of the range is read as 0', () => {
    const view =
      '{"layer":-0,"filter":0,"channel":0,"colorMap":"gray","range":"map","fixed":{"low":-0,"high":1}}'
    const filters = '{"format":"filterbank/1","input":{"range":"0..1"},"layers":[]}'
    const read = readLink(
      packed(`{"format":"filterbank-link/1","resolution":1024,"view":${view},"filters":${filters}}`),
    )
    expect([read.view.layer, read.view.fixed?.low]).toEqual([0, 0])
  })
})
