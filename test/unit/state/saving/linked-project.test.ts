import { expect, test } from 'vitest'
import { StorageError } from '../../../../src/core/errors.ts'
import { linkKey } from '../../../../src/formats/link-key.ts'
import { readLink, writeLink, type LinkContent } from '../../../../src/formats/link.ts'
import { documentValue, readStoredDocument } from '../../../../src/formats/stored-document.ts'
import type { FilterbankDocument } from '../../../../src/state/document/document.ts'
import { linkedDocument } from '../../../../src/state/saving/link-content.ts'
import { findLinked, type LinkedProjects } from '../../../../src/state/saving/linked-project.ts'
import { toStored } from '../../../../src/state/saving/project-parts.ts'
import { photo, randomDocument } from '../documents.ts'

const view = {
  layer: 2,
  filter: 1,
  channel: 0,
  colorMap: 'gray',
  range: 'map',
  fixed: null,
  shown: 'signed',
} as const
const { name, input, layers } = randomDocument()
/** With a crop that does not fit every photo. */
const crop = { x: 1, y: 1, width: 3, height: 2 }
const content: LinkContent = {
  bank: { name, input: { ...input, crop }, layers },
  resolution: 512,
  bypassed: [1],
  view,
}
const key = linkKey(content)

/** Projects by name, the newest first; null for one that is damaged. */
function projects(
  documents: Readonly<Record<string, FilterbankDocument | null>>,
  links = key,
): LinkedProjects {
  const rest = { modified: 0, bytes: 0, view, thumbnail: null, deleted: null, damaged: false } as const
  const link = { key: links, hash: '#filterbank=1.' }
  const all = Object.keys(documents).map((id) => ({ ...rest, id, name: `Project ${id}`, link }))
  return {
    list: () => Promise.resolve(all),
    load: (id) => {
      const [project, document] = [all.find((each) => each.id === id), documents[id]]
      if (project === undefined || !document)
        return Promise.reject(new StorageError('This project is damaged.', 'damaged'))
      const stored = readStoredDocument(structuredClone(documentValue(toStored(document))))
      return Promise.resolve({ project, document: stored, photo: null })
    },
  }
}

const fresh = linkedDocument(readLink(writeLink(content)), photo('cat.jpg'))
const edited = { ...fresh, bypassed: [] }

test('a link leads to the project that still is what it says, else to the newest that was made of it', async () => {
  expect(fresh.input.crop).toEqual(crop)
  expect(await findLinked(projects({ b: edited, a: fresh }), key, content)).toEqual({
    id: 'a',
    name: 'Project a',
    isSame: true,
  })
  const found = await findLinked(projects({ gone: null, b: edited, a: randomDocument(2) }), key, content)
  expect(found).toMatchObject({ id: 'b', isSame: false })
  expect(await findLinked(projects({ a: fresh }, 'another'), key, content)).toBeNull()
  expect(await findLinked(projects({}), key, content)).toBeNull()
})

test('a crop that the photo has no room for makes no other project of it', async () => {
  const small = { ...photo('dot.png'), width: 2, height: 2 }
  const document = linkedDocument(content, small)
  expect(document.input.crop).not.toEqual(crop)
  expect(await findLinked(projects({ a: document }), key, content)).toMatchObject({ isSame: true })
})

test('where projects cannot be read there is none', async () => {
  const list = () => Promise.reject(new StorageError('no', 'blocked'))
  expect(await findLinked({ ...projects({}), list }, key, content)).toBeNull()
})

test('a key follows from what a link makes, not from how it is looked at or called', () => {
  const { bank, resolution, bypassed } = content
  expect(linkKey(readLink(writeLink({ ...content, name: 'Other', view: { ...view, filter: 3 } })))).toBe(key)
  const others = [
    { ...content, resolution: resolution + 1 },
    { bank, resolution },
    { ...content, bank: { ...bank, layers: layers.slice(1) }, bypassed: [] },
    { ...content, bank: { ...bank, layers: randomDocument(2).layers }, bypassed },
  ].map(linkKey)
  expect(new Set([key, ...others]).size).toBe(5)
})
