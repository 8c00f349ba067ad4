import { deflateSync } from 'fflate'
import { FormatError } from '../core/errors.ts'
import type { BankDocument } from '../core/layers/layer.ts'
import { MAX_NAME } from '../core/layers/limits.ts'
import { readBankValue, writeBank } from './bank-json.ts'
import { bypassedField, readBypassed, type BypassedField } from './bypassed.ts'
import { inflateUpTo } from './inflate.ts'
import { readObject, readString, refuse } from './json-reader.ts'
import { parseJson } from './parse-json.ts'
import { readResolution, readView, type ProjectView } from './project-view.ts'

/** What a link holds: everything but the photo. */
export interface LinkContent extends BypassedField {
  /** The project's, where it has one of its own: at most MAX_NAME UTF-16 units. */
  readonly name?: string
  readonly bank: BankDocument
  /** Long side of the working picture in pixels; 0 is full. */
  readonly resolution: number
  readonly view: ProjectView
}

/** Characters of a link's hash. Browsers take more, but what passes links on often does not. */
export const MAX_LINK = 32_000
/** Bytes that it may unpack to: thousands of weights that are alike are packed into one character. */
export const MAX_UNPACKED = 4 * 2 ** 20

const FORMAT = 'filterbank-link/1'
const START = '#filterbank='
/** Version of the packing: 1 is base64url of raw DEFLATE of JSON. */
const PACKING = '1.'

/** Whether a hash claims to be a link of ours, be it well-formed or not. */
export function isLink(hash: string): boolean {
  return hash.startsWith(START)
}

/**
 * The hash of a link, `#filterbank=1.…`.
 * @throws FormatError when it would be longer than MAX_LINK, or hold more than MAX_UNPACKED, with both numbers
 */
export function writeLink({ name, bank, resolution, view, bypassed }: LinkContent): string {
  const about = { format: FORMAT, ...nameField(name), resolution, view, ...bypassedField(bypassed) }
  const head = JSON.stringify(about).slice(0, -1)
  const bytes = new TextEncoder().encode(`${head},"filters":${writeBank(bank)}}`)
  if (bytes.length > MAX_UNPACKED) tooLong(`take ${bytes.length} bytes, and a link holds ${MAX_UNPACKED}`)
  const hash = `${START}${PACKING}${toBase64Url(deflateSync(bytes, { level: 9 }))}`
  if (hash.length > MAX_LINK)
    tooLong(`make a link of ${hash.length} characters, and a link holds ${MAX_LINK}`)
  return hash
}

function nameField(name: string | undefined): Pick<LinkContent, 'name'> {
  return name === undefined || name === '' ? {} : { name: name.slice(0, MAX_NAME) }
}

function tooLong(how: string): never {
  throw new FormatError(`these filters ${how}. Send the project as a file instead.`, '')
}

/**
 * Read the hash of a link.
 * @throws FormatError saying what is wrong: cut short, another version, too long, or a field with its path
 */
export function readLink(hash: string): LinkContent {
  if (!isLink(hash)) throw new FormatError('this is no link of Filterbank', '')
  const packed = hash.slice(START.length)
  if (hash.length > MAX_LINK) {
    throw new FormatError(`the link has ${hash.length} characters, more than ${MAX_LINK}`, '')
  }
  if (!packed.startsWith(PACKING)) {
    throw new FormatError('the link is of another version of Filterbank, or damaged', '')
  }
  const root = { value: parseJson(unpack(packed.slice(PACKING.length))), path: '' }
  const fields = readObject(root, ['format', 'resolution', 'view', 'filters'], ['bypassed', 'name'])
  if (fields.format.value !== FORMAT) refuse(fields.format, `expected "${FORMAT}"`)
  const bank = readBankValue(fields.filters)
  return {
    ...nameField(fields.name && readString(fields.name, MAX_NAME)),
    bank,
    ...readBypassed(fields.bypassed, bank.layers.length),
    resolution: readResolution(fields.resolution),
    view: readView(fields.view),
  }
}

function unpack(base64Url: string): string {
  try {
    const bytes = inflateUpTo(fromBase64Url(base64Url), MAX_UNPACKED)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof FormatError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new FormatError(`the link is damaged or was cut short (${why})`, '')
  }
}

function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
