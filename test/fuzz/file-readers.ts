import { readFileSync } from 'node:fs'
import { strToU8, zipSync } from 'fflate'
import { FormatError } from '../../src/core/errors.ts'
import { writeBank } from '../../src/formats/bank-json.ts'
import { readProject, writeProject, type Project } from '../../src/formats/project-zip.ts'
import type { FuzzedReader, Input, Read } from './fuzz.ts'
import { BANKS, VIEW } from './text-readers.ts'

const asBytes = (input: Input) => (typeof input === 'string' ? strToU8(input) : input)

const PHOTO = Uint8Array.from({ length: 99 }, (_, i) => i)
const PROJECTS = BANKS.map((bank, i): Project => ({
  name: 'Cat, edges',
  bank,
  resolution: 0,
  view: VIEW,
  photo: i === 0 ? { name: 'cat.jpg', width: 640, height: 480, bytes: PHOTO } : null,
  bypassed: i === 0 ? [1, 3] : [],
}))

function projectRead(zip: Uint8Array): Read {
  const value = readProject(zip)
  return { value, again: () => readProject(writeProject(value)) }
}

export const FILE_READERS: readonly FuzzedReader[] = [
  {
    name: 'project',
    corpus: () => [
      ...PROJECTS.map(writeProject),
      readFileSync('test/fixtures/documents/project-1.filterbank'),
    ],
    read: (input) => projectRead(asBytes(input)),
    refuses: FormatError,
    most: (length) => 1100 * length + 4096,
  },
  {
    name: 'project-settings',
    corpus: () =>
      PROJECTS.map(({ name, resolution, view, bypassed }, i) =>
        JSON.stringify({
          format: 'filterbank-project/1',
          name,
          resolution,
          view,
          photo: i === 0 ? { name: 'cat.jpg', width: 640, height: 480 } : null,
          bypassed,
        }),
      ),
    read: (input) =>
      projectRead(
        zipSync(
          {
            'project.json': asBytes(input),
            'filters.json': strToU8(writeBank(PROJECTS[0]?.bank ?? never())),
            photo: PHOTO,
          },
          { level: 0 },
        ),
      ),
    refuses: FormatError,
    most: (length) => 64 * length + 65_536,
  },
]

function never(): never {
  throw new RangeError('no project')
}
