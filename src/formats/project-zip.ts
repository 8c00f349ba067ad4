import { strFromU8, strToU8, unzipSync, zipSync, type UnzipFileInfo } from 'fflate'
import { FormatError } from '../core/errors.ts'
import type { BankDocument } from '../core/layers/layer.ts'
import { MAX_NAME } from '../core/layers/limits.ts'
import { readBankValue, writeBank } from './bank-json.ts'
import { bypassedField, readBypassed, type BypassedField } from './bypassed.ts'
import { readInteger, readObject, readString, refuse, type Node } from './json-reader.ts'
import { MAX_TEXT, parseJson } from './parse-json.ts'
import { MAX_PIXELS } from './picture-check.ts'
import { readResolution, readView, type ProjectView } from './project-view.ts'
import { MAX_FILE_NAME } from './stored-document.ts'

/** A photo as its encoded bytes, with its upright size in pixels. */
export interface ProjectPhoto {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What a `.filterbank` file holds. */
export interface Project extends BypassedField {
  readonly name: string
  readonly bank: BankDocument
  /** Long side of the working picture in pixels; 0 is full. */
  readonly resolution: number
  readonly view: ProjectView
  readonly photo: ProjectPhoto | null
}

/** Ending of the files. */
export const PROJECT_ENDING = '.filterbank'
/** Media type of the files. */
export const PROJECT_TYPE = 'application/x-filterbank'
/** Bytes of a photo in a file. */
const MAX_PHOTO = 512 * 2 ** 20
/** Bytes of a file that is read: a photo and the rest. */
export const MAX_ZIP = MAX_PHOTO + MAX_TEXT

/** Unpacked files by name. */
type Files = Readonly<Partial<Record<string, Uint8Array<ArrayBuffer>>>>

const FORMAT = 'filterbank-project/1'
const SETTINGS = 'project.json'
const FILTERS = 'filters.json'
const PHOTO = 'photo'
const MAX_ENTRIES = 64
/** How many times its packed bytes a photo may have: it is packed already, and this app stores it as it is. */
const MAX_GROWTH = 64
/** Bytes that each file may have unpacked; they are never unpacked into more than the file claims. */
const MAX_BYTES: Readonly<Record<string, number>> = {
  [SETTINGS]: 2 ** 20,
  [FILTERS]: MAX_TEXT,
  [PHOTO]: MAX_PHOTO,
}

/**
 * A `.filterbank` file: a ZIP of `project.json` (name, resolution, view, bypassed layers), `filters.json` (the file of a filter bank) and, if
 * there is one, `photo` as its encoded bytes.
 * @throws FormatError for a photo too large to be read back
 */
export function writeProject({
  name,
  bank,
  resolution,
  view,
  photo,
  bypassed,
}: Project): Uint8Array<ArrayBuffer> {
  const about = photo && { name: photo.name, width: photo.width, height: photo.height }
  if (photo !== null && photo.bytes.length > MAX_PHOTO) {
    const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`
    throw new FormatError(
      `${photo.name} has ${megabytes(photo.bytes.length)}, and a project file holds a photo of ${megabytes(MAX_PHOTO)}`,
      '',
    )
  }
  const shortName = name.slice(0, MAX_NAME)
  const settings = {
    format: FORMAT,
    name: shortName,
    resolution,
    view,
    photo: about,
    ...bypassedField(bypassed),
  }
  return zipSync({
    [SETTINGS]: strToU8(`${JSON.stringify(settings, null, 2)}\n`),
    [FILTERS]: strToU8(writeBank(bank)),
    ...(photo === null ? {} : { [PHOTO]: [photo.bytes, { level: 0 }] }),
  })
}

/**
 * Read a `.filterbank` file. Nothing is unpacked that claims to be too large, that has a path, or that is not needed.
 * @throws FormatError saying what is wrong with the file, with the path of a field
 */
export function readProject(zip: Uint8Array): Project {
  if (zip.length > MAX_ZIP)
    throw new FormatError(`the file has ${zip.length} bytes, more than ${MAX_ZIP}`, '')
  const files = unpack(zip)
  const text = (name: string) => parseJson(strFromU8(fileOf(files, name)))
  const required = ['format', 'name', 'resolution', 'view', 'photo'] as const
  const fields = readObject({ value: text(SETTINGS), path: '' }, required, ['bypassed'])
  if (fields.format.value !== FORMAT) refuse(fields.format, `expected "${FORMAT}"`)
  const bank = readBankValue({ value: text(FILTERS), path: FILTERS })
  return {
    name: readString(fields.name, MAX_NAME),
    resolution: readResolution(fields.resolution),
    view: readView(fields.view),
    photo: fields.photo.value === null ? null : readPhoto(fields.photo, fileOf(files, PHOTO)),
    bank,
    ...readBypassed(fields.bypassed, bank.layers.length),
  }
}

function unpack(zip: Uint8Array): Files {
  let entries = 0
  const claimed = new Map<string, number>()
  const filter = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    entries += 1
    if (entries > MAX_ENTRIES) throw new FormatError(`the file holds more than ${MAX_ENTRIES} files`, '')
    const most = Object.hasOwn(MAX_BYTES, name) ? (MAX_BYTES[name] ?? 0) : null
    if (most === null) return false
    if (claimed.has(name)) throw new FormatError('stands in the file twice', name)
    if (originalSize > most) throw new FormatError(`claims ${originalSize} bytes, more than ${most}`, name)
    if (name === PHOTO && originalSize > MAX_GROWTH * size)
      throw new FormatError(`claims ${originalSize} bytes out of ${size}, as no photo does`, name)
    claimed.set(name, originalSize)
    return true
  }
  const files = unzip(zip, filter)
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes?.length !== claimed.get(name)) throw new FormatError('is not as long as the file says', name)
  }
  return files
}

function unzip(zip: Uint8Array, filter: (file: UnzipFileInfo) => boolean): Files {
  try {
    return unzipSync(zip, { filter })
  } catch (error) {
    if (error instanceof FormatError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new FormatError(`not a project of Filterbank, or damaged (${why})`, '')
  }
}

function fileOf(files: Files, name: string): Uint8Array<ArrayBuffer> {
  const bytes = files[name]
  if (bytes === undefined) throw new FormatError(`${name} is missing: not a project of Filterbank`, '')
  return bytes
}

function readPhoto(node: Node, bytes: Uint8Array<ArrayBuffer>): ProjectPhoto {
  const fields = readObject(node, ['name', 'width', 'height'])
  return {
    name: readString(fields.name, MAX_FILE_NAME),
    width: readInteger(fields.width, 1, MAX_PIXELS),
    height: readInteger(fields.height, 1, MAX_PIXELS),
    bytes,
  }
}
