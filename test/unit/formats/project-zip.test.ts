import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate'
import { describe, expect, test } from 'vitest'
import { defaultPipeline } from '../../../src/core/presets/default-pipeline.ts'
import { FormatError } from '../../../src/core/errors.ts'
import { readBank } from '../../../src/formats/bank-json.ts'
import { readProject, writeProject, type Project } from '../../../src/formats/project-zip.ts'

const project: Project = {
  name: 'Cat, edges',
  bank: {
    name: 'edges',
    input: { range: '0..1', light: 'srgb', matte: '#ffffff' },
    layers: defaultPipeline(),
  },
  resolution: 0,
  view: { layer: 2, filter: 1, channel: 0, colorMap: 'signed', range: 'group', fixed: null, shown: 'signed' },
  photo: { name: 'cat.jpg', width: 640, height: 480, bytes: Uint8Array.from({ length: 999 }, (_, i) => i) },
}

const SETTINGS = { format: 'filterbank-project/1', name: '', resolution: 0, view: project.view, photo: null }

/** The files of a good project, with others added or put in their place. */
function zipOf(changes: Zippable = {}): Uint8Array {
  return zipSync({ ...unzipSync(writeProject(project)), ...changes })
}

/** Overwrite the unpacked size that the directory claims for a file. */
function claim(zip: Uint8Array, name: string, size: number): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset)
  for (let at = 0; at + 46 < zip.length; at++) {
    const isEntry = view.getUint32(at, true) === 0x02014b50
    if (isEntry && strFromU8(zip.subarray(at + 46, at + 46 + view.getUint16(at + 28, true))) === name)
      view.setUint32(at + 24, size, true)
  }
  return zip
}

describe('a project file', () => {
  test('gives back photo, filters and settings', () => {
    expect(readProject(writeProject(project))).toEqual(project)
    expect(readProject(writeProject({ ...project, photo: null }))).toEqual({ ...project, photo: null })
  })

  test('holds the filters as their own file', () => {
    const files = unzipSync(writeProject(project))
    expect(Object.keys(files).sort()).toEqual(['filters.json', 'photo', 'project.json'])
    expect(readBank(strFromU8(files['filters.json'] ?? new Uint8Array()))).toEqual(project.bank)
  })

  test('cuts a name that a reader would refuse, and keeps that of a photo, however long', () => {
    const name = 'x'.repeat(250)
    const { photo } = project
    const read = readProject(writeProject({ ...project, name, photo: photo && { ...photo, name } }))
    expect([read.name, read.photo?.name]).toEqual(['x'.repeat(200), name])
  })

  test('packed again by another program, with its own files beside, is read', () => {
    expect(
      readProject(zipOf({ '__MACOSX/._photo': strToU8('x'), '../../etc/passwd': strToU8('x') })),
    ).toEqual(project)
  })
})

describe('a hostile project file', () => {
  const settings = (text: string) => ({ 'project.json': strToU8(text) })
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}`, strToU8('')]))
  test.each([
    ['no ZIP', strToU8('GIF89a, and more bytes than the end of a directory has'), /not a project/],
    ['nothing', new Uint8Array(), /not a project/],
    ['an empty ZIP', zipSync({}), /project\.json is missing/],
    ['half of a ZIP', writeProject(project).slice(0, 400), /not a project/],
    ['no filters', zipSync(settings('{}')), /missing/],
    [
      'a photo that is promised but not there',
      zipSync({
        ...unzipSync(writeProject({ ...project, photo: null })),
        'project.json': unzipSync(writeProject(project))['project.json'] ?? strToU8(''),
      }),
      /photo is missing/,
    ],
    [
      'settings that claim gigabytes',
      claim(zipOf(), 'project.json', 4e9),
      /project\.json: claims 4000000000 bytes/,
    ],
    ['filters that claim gigabytes', claim(zipOf(), 'filters.json', 4e9), /filters\.json: claims/],
    ['a photo that claims gigabytes', claim(zipOf(), 'photo', 4e9), /photo: claims/],
    ['settings that are a bomb', zipOf(settings(' '.repeat(2 ** 21))), /project\.json: claims 2097152 bytes/],
    [
      'filters that are more than they claim',
      claim(zipOf(), 'filters.json', 100),
      /filters\.json|not JSON|not a project/,
    ],
    ['a photo that is less than it claims', claim(zipOf(), 'photo', 10_000), /photo/],
    [
      'a photo that grows as none does',
      zipSync({ ...unzipSync(writeProject(project)), photo: [new Uint8Array(1e6), { level: 9 }] }),
      /photo: claims 1000000 bytes out of \d+, as no photo does/,
    ],
    [
      'a range without an end',
      zipOf(
        settings(
          JSON.stringify({ ...SETTINGS, view: { ...project.view, fixed: { low: 0, high: 'Infinity' } } }),
        ),
      ),
      /view\.fixed\.high: expected a finite number/,
    ],
    ['a hundred files', zipOf(many), /more than 64 files/],
    [
      'settings of another version',
      zipOf(settings('{"format":"filterbank-project/2","name":"","resolution":0,"view":{},"photo":null}')),
      /format: expected/,
    ],
    ['settings with a field that is not known', zipOf(settings('{"run":"me"}')), /run: unknown field/],
    ['settings that are no JSON', zipOf(settings('{')), /not JSON/],
    [
      'filters that are none',
      zipOf({
        'filters.json': strToU8('{"format":"filterbank/1","input":{"range":"0..1"},"layers":[{"type":"x"}]}'),
      }),
      /filters\.json\.layers\[0\]/,
    ],
  ])('that is %s is refused by name', (_, zip, message) => {
    expect(() => readProject(zip)).toThrow(FormatError)
    expect(() => readProject(zip)).toThrow(message)
  })
})
