import { shown } from '../hidden-characters.ts'
import type { ByteSource } from './byte-source.ts'
import { countOf, DTYPES, type Dtype } from './dtypes.ts'
import { NPY_MAGIC } from './npy-magic.ts'
import { MAX_AXES } from './open-model.ts'
import { placeOf, refuse } from './places.ts'

/** What a .npy file says before its values. */
export interface NpyHeader {
  /** NumPy's word for the type of the values. */
  readonly descr: string
  /** null where values of that type are not read. */
  readonly dtype: Dtype | null
  readonly isLittle: boolean
  /** Whether the first axis runs fastest. */
  readonly isFortran: boolean
  readonly shape: readonly number[]
  /** Where the values begin. */
  readonly dataStart: number
}

/** Magic, version and header length of format 1.0; in 2.0 and 3.0 the length has two bytes more. */
const PREAMBLE = 10
/** NumPy itself reads no more than 10,000 unless it is told to. */
const MAX_HEADER = 65_536

/** By the letter and the bytes of NumPy's word. */
const TYPES: ReadonlyMap<string, Dtype> = new Map(
  Object.entries({
    f8: DTYPES.float64,
    f4: DTYPES.float32,
    f2: DTYPES.float16,
    i8: DTYPES.int64,
    u8: DTYPES.uint64,
    i4: DTYPES.int32,
    u4: DTYPES.uint32,
    i2: DTYPES.int16,
    u2: DTYPES.uint16,
    i1: DTYPES.int8,
    u1: DTYPES.uint8,
    b1: DTYPES.bool,
  }),
)

/** Types that are not read, by their letter. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['O', 'Python objects'],
  ['U', 'strings'],
  ['S', 'strings'],
  ['c', 'complex numbers'],
  ['V', 'records'],
  ['M', 'dates'],
  ['m', 'times'],
  ['f', 'long floats'],
])

/**
 * The header of a .npy file, format 1.0 to 3.0 (NumPy Enhancement Proposal 1), held against the size of the file.
 * @throws FormatError for another file or a damaged header
 */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const head = await source.read(0, Math.min(PREAMBLE + 2, source.size))
  if (head.length < PREAMBLE || NPY_MAGIC.some((byte, i) => head[i] !== byte)) refuse('not a .npy file')
  const view = new DataView(head.buffer)
  const version = view.getUint8(6)
  if (version < 1 || version > 3) refuse(`.npy format ${version}.${view.getUint8(7)} is not supported`)
  if (version > 1 && head.length < PREAMBLE + 2) refuse('the file ends within its header')
  const start = version === 1 ? PREAMBLE : PREAMBLE + 2
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const dataStart = start + length
  if (dataStart > source.size) refuse('the file ends within its header')
  if (length > MAX_HEADER) refuse(`a header of ${length} bytes is more than ${MAX_HEADER}`)
  const text = new TextDecoder().decode(await source.read(start, dataStart))
  const header = { ...readDescr(text), ...readOrder(text), dataStart }
  const { dtype, descr, shape } = header
  const needed = (dtype?.size ?? 0) * countOf(shape)
  const there = source.size - dataStart
  if (dtype !== null && needed !== there)
    refuse(`shape (${shape.join(', ')}) needs ${needed} bytes of ${descr}, but there are ${there}`)
  return header
}

function readDescr(text: string): Pick<NpyHeader, 'descr' | 'dtype' | 'isLittle'> {
  if (/'descr'\s*:\s*\[/.test(text)) return { descr: 'records', dtype: null, isLittle: true }
  const descr = field(text, 'descr', /'([^']*)'/)
  const [, order = '', type = ''] = /^([<>=|]?)(.*)$/s.exec(descr) ?? []
  const dtype = TYPES.get(type) ?? null
  const words = WORDS.get(type.charAt(0))
  const named = dtype === null && words !== undefined ? `${words} (${shown(descr, 24)})` : shown(descr, 24)
  return { descr: named, dtype, isLittle: order !== '>' }
}

function readOrder(text: string): Pick<NpyHeader, 'isFortran' | 'shape'> {
  const isFortran = field(text, 'fortran_order', /(True|False)/) === 'True'
  return { isFortran, shape: readShape(field(text, 'shape', /\(([0-9L, ]*)\)/)) }
}

/** The value of a key in the header, a Python dictionary. */
function field(header: string, key: string, value: RegExp): string {
  const match = new RegExp(`'${key}'\\s*:\\s*${value.source}\\s*[,}]`).exec(header)
  return match?.[1] ?? refuse(`the header has no valid '${key}'`)
}

/** Sizes in a tuple; Python 2 wrote an L behind them. */
function readShape(tuple: string): number[] {
  const sizes = tuple.split(',').map((size) => size.trim())
  if (sizes.at(-1) === '') sizes.pop()
  if (sizes.length > MAX_AXES || !sizes.every((size) => /^[0-9]{1,15}L?$/.test(size))) {
    refuse(`not a shape: (${placeOf(tuple)})`)
  }
  return sizes.map((size) => parseInt(size, 10))
}
