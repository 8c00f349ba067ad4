import { describe, expect, test } from 'vitest'
import { FormatError } from '../../../src/core/errors.ts'
import { defaultPipeline } from '../../../src/core/presets/default-pipeline.ts'
import { readLink, writeLink } from '../../../src/formats/link.ts'
import { readProject, writeProject } from '../../../src/formats/project-zip.ts'
import { documentValue, readStoredDocument } from '../../../src/formats/stored-document.ts'

const content = {
  name: 'half off',
  bank: {
    name: 'edges',
    input: { range: '0..1', light: 'srgb', matte: '#ffffff' },
    layers: defaultPipeline(),
  },
  resolution: 768,
  view: { layer: 0, filter: 0, channel: 0, colorMap: 'gray', range: 'map', fixed: null, shown: 'signed' },
  photo: null,
} as const

/** Writes and reads in each of the forms that keep a whole document. */
const FORMS = {
  'a stored document': (bypassed: readonly number[]) =>
    readStoredDocument(structuredClone(documentValue({ ...content, bypassed }))),
  'a project file': (bypassed: readonly number[]) => readProject(writeProject({ ...content, bypassed })),
  'a link': (bypassed: readonly number[]) => readLink(writeLink({ ...content, bypassed })),
} as const

describe.each(Object.entries(FORMS))('%s', (_, pass) => {
  test.each([[[0, 2]], [[1]]])('keeps which layers are bypassed: %j', (bypassed) => {
    expect(pass(bypassed)).toMatchObject({ bypassed })
  })

  test('without bypassed layers is what it was before there were any', () => {
    expect(pass([])).not.toHaveProperty('bypassed')
  })

  test.each([[[3]], [[-1]], [[1, 1]], [[2, 0]], [[0.5]]])(
    'refuses positions %j of three layers',
    (bypassed) => {
      expect(() => pass(bypassed)).toThrow(FormatError)
      expect(() => pass(bypassed)).toThrow(/bypassed\[\d\]/)
    },
  )
})
