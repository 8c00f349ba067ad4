import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FormatError } from '../../../src/core/errors.ts'
import type { BankDocument } from '../../../src/core/layers/layer.ts'
import { readLink } from '../../../src/formats/link.ts'
import { readProjectRecord } from '../../../src/formats/project-record.ts'
import { readProject } from '../../../src/formats/project-zip.ts'
import { documentValue, readStoredDocument } from '../../../src/formats/stored-document.ts'
import { storedProject } from '../../fixtures/stored-document.ts'

const fixture = (name: string) => readFileSync(`test/fixtures/documents/${name}`)
const stored = storedProject()
const document = Reflect.get(Object(stored.documents), 'document') as unknown
const view = {
  layer: 10,
  filter: 3,
  channel: 0,
  colorMap: 'viridis',
  range: 'layer',
  fixed: { low: -1, high: 2 },
  shown: 'absolute',
}

/** What all three hold, told by some of it. */
function expectCompass(bank: BankDocument): void {
  expect(bank.name).toBe('Compass, version 1')
  expect(bank.input).toEqual({ range: 'imagenet', light: 'linear', matte: '#336699' })
  const types = bank.layers.map(({ type }) => type).join(' ')
  expect(types).toBe(
    'conv2d leakyRelu channelShuffle conv2d tanh maxPool2d avgPool2d affine sigmoid abs relu',
  )
  const [first, , , second] = bank.layers
  if (first?.type !== 'conv2d' || second?.type !== 'conv2d') throw new Error('no Conv2d')
  const { weight, bias, params, names } = first.bank
  expect(names).toEqual(['north', 'east', 'south', 'west'])
  expect(params).toEqual({
    stride: [1, 1],
    padding: 'same',
    paddingMode: 'reflect',
    dilation: [1, 2],
    groups: 1,
  })
  expect(weight.shape).toEqual([4, 3, 3, 3])
  expect([weight.data[0], weight.data[5], weight.data[1]]).toEqual([
    -0,
    Math.fround(1e-40),
    Math.fround(Math.sin(1)),
  ])
  expect(bias).toEqual(Float32Array.of(0.1, -0, 0.5, -0.25))
  expect([second.bank.bias, second.bank.params.groups, second.bank.weight.shape]).toEqual([
    null,
    2,
    [4, 2, 1, 2],
  ])
}

describe('what version 1 wrote is read:', () => {
  test('a project file', () => {
    const { name, bank, resolution, view: shown, photo } = readProject(fixture('project-1.filterbank'))
    expect([name, resolution, shown]).toEqual(['Version 1', 512, view])
    expectCompass(bank)
    expect([photo?.name, photo?.width, photo?.height]).toEqual(['noise.png', 32, 24])
  })

  test('a link', () => {
    const { bank, resolution, view: shown } = readLink(fixture('link-1.txt').toString().trim())
    expect([resolution, shown]).toEqual([512, view])
    expectCompass(bank)
  })

  test('the records of the storage', () => {
    const { bank, resolution, photo } = readStoredDocument(document)
    expectCompass(bank)
    expect([resolution, photo]).toEqual([512, { id: 'photo-1', name: 'noise.png', width: 32, height: 24 }])
    expect(readProjectRecord(stored.projects)).toMatchObject({ name: 'Version 1', view })
  })
})

describe('a stored document', () => {
  test('is what was stored', () => {
    const read = readStoredDocument(document)
    expect(readStoredDocument(structuredClone(documentValue(read)))).toEqual(read)
  })

  test.each([NaN, Infinity, -Infinity, -0])('keeps a slope of %d', (negativeSlope) => {
    const read = readStoredDocument(document)
    const changed = {
      ...read,
      bank: { ...read.bank, layers: [{ type: 'leakyRelu' as const, negativeSlope }] },
    }
    expect(readStoredDocument(structuredClone(documentValue(changed)))).toEqual(changed)
  })

  test.each([
    ['nothing', undefined, /expected an object/],
    ['another version', { ...Object(document), format: 'filterbank-document/2' }, /format: expected/],
    ['no filters', { ...Object(document), filters: null }, /filters: expected an object/],
    ['a photo that is none', { ...Object(document), photo: { id: 3 } }, /photo/],
  ])('that is %s is refused by name', (_, value: unknown, message) => {
    expect(() => readStoredDocument(value)).toThrow(FormatError)
    expect(() => readStoredDocument(value)).toThrow(message)
  })

  test('with a weight too few is refused with its path', () => {
    const value = structuredClone(document) as { filters: { layers: { weight: Float32Array }[] } }
    const [layer] = value.filters.layers
    if (layer === undefined) throw new Error('no layer')
    layer.weight = layer.weight.slice(1)
    expect(() => readStoredDocument(value)).toThrow(
      'filters.layers[0].weight: expected 108 values, but got 107',
    )
  })
})
