import type { BankDocument } from '../core/layers/layer.ts'
import { bankValue, readBankValue } from './bank-json.ts'
import { bypassedField, readBypassed, type BypassedField } from './bypassed.ts'
import { readInteger, readObject, readString, refuse, type Node } from './json-reader.ts'
import { readResolution } from './project-view.ts'

/** The photo of a stored document: where its bytes are kept, its name and its upright size in pixels. */
export interface StoredPhoto {
  readonly id: string
  readonly name: string
  readonly width: number
  readonly height: number
}

/** A document as the browser's storage keeps it. */
export interface StoredDocument extends BypassedField {
  readonly bank: BankDocument
  /** Long side of the working picture in pixels; 0 is full. */
  readonly resolution: number
  readonly photo: StoredPhoto | null
}

const FORMAT = 'filterbank-document/1'
/** UTF-16 units of a photo's name, which comes with its file. */
export const MAX_FILE_NAME = 65_536

/** The value to be stored: weights stay float32 arrays. */
export function documentValue({ bank, resolution, photo, bypassed }: StoredDocument): unknown {
  return { format: FORMAT, resolution, photo, filters: bankValue(bank), ...bypassedField(bypassed) }
}

/** Read a stored value; nothing is taken for granted. @throws FormatError with the path of the field */
export function readStoredDocument(value: unknown): StoredDocument {
  const fields = readObject({ value, path: '' }, ['format', 'resolution', 'photo', 'filters'], ['bypassed'])
  if (fields.format.value !== FORMAT) refuse(fields.format, `expected "${FORMAT}"`)
  const bank = readBankValue(fields.filters, Infinity)
  return {
    bank,
    ...readBypassed(fields.bypassed, bank.layers.length),
    resolution: readResolution(fields.resolution),
    photo: fields.photo.value === null ? null : readPhoto(fields.photo),
  }
}

function readPhoto(node: Node): StoredPhoto {
  const fields = readObject(node, ['id', 'name', 'width', 'height'])
  return {
    id: readString(fields.id, MAX_FILE_NAME),
    name: readString(fields.name, MAX_FILE_NAME),
    width: readInteger(fields.width, 1, Infinity),
    height: readInteger(fields.height, 1, Infinity),
  }
}
