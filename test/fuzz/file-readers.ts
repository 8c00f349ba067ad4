import { readFileSync } from 'node:fs'
import { strToU8, zipSync } from 'fflate'
import { FormatError } from '../../src/core/errors.ts'
import { writeBank } from '../../src/formats/bank-json.ts'
import { readNpy, writeNpy } from '../../src/formats/npy.ts'
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

/** An array whose header says what it likes, of any version. */
function npy(version: number, header: string, data: Uint8Array): Uint8Array {
  const text = strToU8(`${header}\n`)
  const length = [text.length & 255, text.length >> 8, ...(version > 1 ? [0, 0] : [])]
  return Uint8Array.from([0x93, ...strToU8('NUMPY'), version, 0, ...length, ...text, ...data])
}

const FLOATS = new Uint8Array(Float64Array.of(1, -2, NaN).buffer)

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
  {
    name: 'npy',
    corpus: () => [
      writeNpy([2, 1, 3], Float32Array.of(1, 2, 3, 4, 5, NaN)),
      writeNpy([], Float32Array.of(1)),
      npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", FLOATS),
      npy(3, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", FLOATS),
      npy(2, "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }", new Uint8Array()),
    ],
    read(input) {
      const value = readNpy(asBytes(input))
      const { shape, data } = value
      return data instanceof Float32Array ? { value, again: () => readNpy(writeNpy(shape, data)) } : { value }
    },
    refuses: FormatError,
  },
]

function never(): never {
  throw new RangeError('no project')
}
