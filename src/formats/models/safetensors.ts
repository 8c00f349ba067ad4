import { FormatError } from '../../core/errors.ts'
import { shown } from '../hidden-characters.ts'
import {
  readArray,
  readInteger,
  readObject,
  readString,
  refuse as refuseField,
  type Node,
} from '../json-reader.ts'
import { parseJson, type JsonLimits } from '../parse-json.ts'
import type { ByteSource } from './byte-source.ts'
import { countOf, DTYPES, readValues, runOf, type Dtype } from './dtypes.ts'
import { findConvs } from './find-convs.ts'
import { MAX_AXES, MAX_TENSOR_NAME, MAX_TENSORS, type OpenModel, type StoredTensor } from './open-model.ts'
import { OWN_KEY } from './own-key.ts'
import { unreadNotes, unreadTensor } from './stored-tensors.ts'
import { placeOf, refuse } from './places.ts'

/** Bytes of the header's length, a 64-bit number. */
export const LENGTH_BYTES = 8
/** Bytes of a header, as the format's own reader has it. */
const MAX_HEADER = 100_000_000
/** Key of the metadata, a map of strings to strings. */
export const METADATA = '__metadata__'

/** Types of the format that are read. */
const READ: ReadonlyMap<string, Dtype> = new Map(
  Object.entries({
    F64: DTYPES.float64,
    F32: DTYPES.float32,
    F16: DTYPES.float16,
    BF16: DTYPES.bfloat16,
    I64: DTYPES.int64,
    U64: DTYPES.uint64,
    I32: DTYPES.int32,
    U32: DTYPES.uint32,
    I16: DTYPES.int16,
    U16: DTYPES.uint16,
    I8: DTYPES.int8,
    U8: DTYPES.uint8,
    BOOL: DTYPES.bool,
  }),
)
/** Bits of its other types, which are listed alone. */
const LISTED: ReadonlyMap<string, number> = new Map(
  Object.entries({ F4: 4, F6_E2M3: 6, F6_E3M2: 6, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, C64: 64 }),
)

const LIMITS: JsonLimits = {
  length: MAX_HEADER,
  depth: 4,
  // a tensor has three fields, the two ends of its data and its axes
  values: MAX_TENSORS * 16,
  entries: MAX_AXES,
  fields: MAX_TENSORS + 1,
}

interface Entry {
  readonly name: string
  readonly type: string
  readonly shape: readonly number[]
  readonly from: number
  readonly to: number
}

/**
 * A .safetensors file (huggingface/safetensors, "Format"): the length of a JSON header, the header, the data. The data has
 * neither holes nor overlaps. @throws FormatError
 */
export async function openSafetensors(source: ByteSource): Promise<OpenModel> {
  const { text, dataStart } = await readHeader(source)
  const { entries, metadata } = readEntries(text)
  checkCover(entries, source.size - dataStart)
  const tensors = entries.map((entry) => storedTensor(source, dataStart, entry))
  const { convs, notes } = findConvs(tensors, { inOrder: false, kernels: false })
  const own = metadata.get(OWN_KEY)
  return {
    kind: 'safetensors',
    tensors,
    convs,
    notes: [...unreadNotes(tensors), ...notes],
    own: own === undefined ? null : () => Promise.resolve(own),
    chain: null,
  }
}

async function readHeader(source: ByteSource): Promise<{ text: string; dataStart: number }> {
  if (source.size < LENGTH_BYTES) refuse(`the file has ${source.size} bytes, too few for a header`)
  const start = await source.read(0, LENGTH_BYTES)
  const length = Number(new DataView(start.buffer).getBigUint64(0, true))
  if (length > MAX_HEADER) refuse(`the header claims ${length} bytes, more than ${MAX_HEADER}`)
  const dataStart = LENGTH_BYTES + length
  if (dataStart > source.size)
    refuse(`the header claims ${length} bytes, but only ${source.size - LENGTH_BYTES} are there`)
  const bytes = await source.read(LENGTH_BYTES, dataStart)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), dataStart }
  } catch (error) {
    if (error instanceof TypeError) refuse('the header is not UTF-8')
    throw error
  }
}

function readEntries(text: string): { entries: Entry[]; metadata: ReadonlyMap<string, string> } {
  if (!text.startsWith('{')) refuse('the header does not begin with {')
  const value = parseJson(text, LIMITS)
  if (typeof value !== 'object' || value === null) refuse('the header is not an object')
  const fields = Object.entries(value)
  const entries = fields.filter(([name]) => name !== METADATA).map(([name, entry]) => readEntry(name, entry))
  const about = fields.find(([name]) => name === METADATA)
  const metadata = about === undefined ? new Map<string, string>() : readMetadata(about[1])
  const known = 4 * entries.length + (about === undefined ? 0 : 1 + metadata.size)
  // of two fields with one name, JSON keeps the last
  if (colonsIn(text) !== known) refuse('a name stands twice in the header')
  return { entries, metadata }
}

function readMetadata(value: unknown): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FormatError('is not an object', METADATA)
  return new Map(
    Object.entries(value).map(([key, text]) => {
      const path = `${METADATA}.${shown(key, 40)}`
      return [key, readString({ value: text, path }, MAX_HEADER)]
    }),
  )
}

function readEntry(name: string, value: unknown): Entry {
  const path = placeOf(name)
  if (name.length > MAX_TENSOR_NAME) throw new FormatError(`a name of ${name.length} characters`, path)
  const fields = readObject({ value, path }, ['dtype', 'shape', 'data_offsets'])
  const type = readString(fields.dtype, 24)
  const shape = readArray(fields.shape, null, MAX_AXES).map(readSize)
  const [from = 0, to = 0] = readArray(fields.data_offsets, 2).map(readSize)
  const bits = 8 * (READ.get(type)?.size ?? 0) || LISTED.get(type)
  if (bits === undefined) refuseField(fields.dtype, `numbers of an unknown type, "${shown(type, 24)}"`)
  const needed = (bits / 8) * countOf(shape)
  if (to - from !== needed) {
    const sizes = `(${shape.join(', ')}) of ${type} needs ${needed} bytes`
    refuseField(fields.data_offsets, `${sizes}, but has ${to - from}`)
  }
  return { name, type, shape, from, to }
}

function readSize(node: Node): number {
  return readInteger(node, 0, Number.MAX_SAFE_INTEGER)
}

/** Every byte of the data belongs to one tensor. */
function checkCover(entries: readonly Entry[], size: number): void {
  let end = 0
  for (const { name, from, to } of entries.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) {
      const what = from < end ? 'overlaps the tensor before it' : 'leaves a hole before it'
      throw new FormatError(`its data at byte ${from} ${what}`, placeOf(name))
    }
    end = to
  }
  if (end !== size) refuse(`the tensors take ${end} bytes, but ${size} are there`)
}

function storedTensor(
  source: ByteSource,
  dataStart: number,
  { name, type, shape, from }: Entry,
): StoredTensor {
  const dtype = READ.get(type)
  if (dtype === undefined) return unreadTensor(name, shape, type)
  return {
    name,
    shape,
    dtype: dtype.name,
    async read(count = countOf(shape)) {
      const start = dataStart + from
      return readValues(await source.read(start, start + count * dtype.size), runOf(dtype, count))
    },
  }
}

/** Colons that do not stand in a string: one for each field. */
function colonsIn(text: string): number {
  let count = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '"') isQuoted = !isQuoted
    else if (isQuoted && character === '\\') at += 1
    else if (!isQuoted && character === ':') count += 1
  }
  return count
}
