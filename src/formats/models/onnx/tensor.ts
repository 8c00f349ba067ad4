import { FormatError } from '../../../core/errors.ts'
import { shown } from '../../hidden-characters.ts'
import { bfloat16Value, countOf, DTYPES, float16Value, readValues, runOf, type Dtype } from '../dtypes.ts'
import { MAX_AXES, MAX_TENSOR_NAME, type StoredTensor } from '../open-model.ts'
import { unreadTensor } from '../stored-tensors.ts'
import { addInts, bytesOf, eachField, readInt, readText } from './proto.ts'
import { readVarint, type WireField, type WireFile } from './wire.ts'

/** A type of TensorProto.DataType, and the field that keeps its numbers where they are not `raw_data`. */
interface OnnxType {
  readonly dtype: Dtype
  readonly field: number
  /** A number out of an integer of `int32_data` that holds its bits. */
  readonly fromBits?: (bits: number) => number
}

const [FLOAT_DATA, INT32_DATA, INT64_DATA, RAW_DATA, DOUBLE_DATA, UINT64_DATA] = [4, 5, 7, 9, 10, 11]

/** onnx.proto, TensorProto.DataType. */
const TYPES: ReadonlyMap<number, OnnxType> = new Map([
  [1, { dtype: DTYPES.float32, field: FLOAT_DATA }],
  [2, { dtype: DTYPES.uint8, field: INT32_DATA }],
  [3, { dtype: DTYPES.int8, field: INT32_DATA }],
  [4, { dtype: DTYPES.uint16, field: INT32_DATA }],
  [5, { dtype: DTYPES.int16, field: INT32_DATA }],
  [6, { dtype: DTYPES.int32, field: INT32_DATA }],
  [7, { dtype: DTYPES.int64, field: INT64_DATA }],
  [9, { dtype: DTYPES.bool, field: INT32_DATA, fromBits: (bits) => (bits === 0 ? 0 : 1) }],
  [10, { dtype: DTYPES.float16, field: INT32_DATA, fromBits: float16Value }],
  [11, { dtype: DTYPES.float64, field: DOUBLE_DATA }],
  [12, { dtype: DTYPES.uint32, field: UINT64_DATA }],
  [13, { dtype: DTYPES.uint64, field: UINT64_DATA, fromBits: (bits) => (bits < 0 ? bits + 2 ** 64 : bits) }],
  [16, { dtype: DTYPES.bfloat16, field: INT32_DATA, fromBits: bfloat16Value }],
])

const LISTED: ReadonlyMap<number, string> = new Map([
  [8, 'string'],
  [14, 'complex64'],
  [15, 'complex128'],
  [17, 'float8_e4m3fn'],
  [18, 'float8_e4m3fnuz'],
  [19, 'float8_e5m2'],
  [20, 'float8_e5m2fnuz'],
  [21, 'uint4'],
  [22, 'int4'],
  [23, 'float4_e2m1'],
])

/** A tensor of an ONNX file. */
export interface OnnxTensor extends StoredTensor {
  /** The other file in which its values lie, by name; null where they lie in this one. */
  readonly elsewhere: string | null
}

/**
 * A TensorProto, its values where they are: no more than its header is read, and its claims are held against its bytes.
 * @throws FormatError
 */
export async function readTensor(file: WireFile, message: WireField): Promise<OnnxTensor> {
  const dims: number[] = []
  const fields: WireField[] = []
  let [name, type, location, segmented] = ['', 0, '', false]
  const holds = (field: WireField) => void fields.push(field)
  await eachField(file, bytesOf(message), {
    1: (field) => addInts(file, field, dims),
    2: (field) => void (type = readInt(field)),
    3: () => void (segmented = true),
    [FLOAT_DATA]: holds,
    [INT32_DATA]: holds,
    [INT64_DATA]: holds,
    [DOUBLE_DATA]: holds,
    [UINT64_DATA]: holds,
    [RAW_DATA]: holds,
    8: async (field) => void (name = await readText(file, field, MAX_TENSOR_NAME)),
    13: async (field) => void (location ||= await readLocation(file, field)),
    14: (field) => void (location ||= readInt(field) === 1 ? 'of unknown name' : ''),
  })
  const place = shown(name, 80)
  const shape = checkShape(dims, place)
  const known = TYPES.get(type)
  if (known === undefined) {
    return { ...unreadTensor(name, shape, LISTED.get(type) ?? `type ${type}`), elsewhere: null }
  }
  const stored = { name, shape, dtype: known.dtype.name }
  if (location !== '')
    return { ...stored, elsewhere: location, read: () => Promise.reject(elsewhereError(location, place)) }
  if (segmented) throw new FormatError('a tensor in segments, which is not read', place)
  const read = valuesOf(file, known, shape, fields, place)
  return { ...stored, elsewhere: null, read }
}

function checkShape(dims: readonly number[], place: string): readonly number[] {
  if (dims.length > MAX_AXES) throw new FormatError(`${dims.length} axes, more than ${MAX_AXES}`, place)
  const bad = dims.find((size) => !Number.isSafeInteger(size) || size < 0)
  if (bad !== undefined) throw new FormatError(`a shape with the size ${bad}`, place)
  return dims
}

function valuesOf(
  file: WireFile,
  { dtype, field, fromBits }: OnnxType,
  shape: readonly number[],
  fields: readonly WireField[],
  place: string,
): StoredTensor['read'] {
  const all = countOf(shape)
  const raw = fields.findLast(({ number }) => number === RAW_DATA)
  if (raw !== undefined) {
    if (bytesOf(raw).to - raw.from !== all * dtype.size) mismatch(shape, dtype, raw.to - raw.from, place)
    return async (count = all) =>
      readValues(await file.source.read(raw.from, raw.from + count * dtype.size), runOf(dtype, count))
  }
  const typed = fields.filter(({ number }) => number === field)
  const bytes = typed.reduce((sum, { value, from, to }) => sum + (value === null ? to - from : 1), 0)
  const isVarint = field !== FLOAT_DATA && field !== DOUBLE_DATA
  if (isVarint ? all > bytes : all * dtype.size !== bytes) mismatch(shape, dtype, bytes, place)
  return async (count) => {
    if (isVarint)
      return (await integers(file, typed, all, fromBits ?? ((value) => value), place)).slice(0, count)
    const joined = new Uint8Array(bytes)
    let at = 0
    for (const { from, to } of typed) {
      joined.set(await file.source.read(from, to), at)
      at += to - from
    }
    return readValues(joined, runOf(dtype, count ?? all))
  }
}

async function integers(
  file: WireFile,
  fields: readonly WireField[],
  count: number,
  fromBits: (bits: number) => number,
  place: string,
): Promise<Float32Array<ArrayBuffer>> {
  const values = new Float32Array(count)
  let index = 0
  const add = (value: number) => {
    values[index++] = fromBits(value)
  }
  for (const { value, from, to } of fields) {
    if (value !== null) {
      add(value)
      continue
    }
    const bytes = await file.source.read(from, to)
    for (let at = 0; at < bytes.length;) {
      const next = readVarint(bytes, at)
      add(next.value)
      at = next.end
    }
  }
  if (index !== count) throw new FormatError(`${index} values for a shape of ${count}`, place)
  return values
}

/** A StringStringEntryProto of `external_data`: the name of the file, '' for other keys. */
async function readLocation(file: WireFile, field: WireField): Promise<string> {
  let [key, value] = ['', '']
  await eachField(file, bytesOf(field), {
    1: async (text) => void (key = await readText(file, text, MAX_TENSOR_NAME)),
    2: async (text) => void (value = await readText(file, text, MAX_TENSOR_NAME)),
  })
  return key === 'location' ? value : ''
}

function elsewhereError(location: string, place: string): FormatError {
  return new FormatError(`its values lie in another file, “${shown(location, 80)}”, which is not read`, place)
}

function mismatch(shape: readonly number[], { name }: Dtype, bytes: number, place: string): never {
  throw new FormatError(
    `(${shape.join(', ')}) of ${name} does not fit the ${bytes} bytes of its values`,
    place,
  )
}
