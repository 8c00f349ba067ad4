import { shown } from '../../hidden-characters.ts'
import { DTYPES, isRun, readValues, runOf, type Dtype, type Layout } from '../dtypes.ts'
import { MAX_AXES, type StoredTensor } from '../open-model.ts'
import { PickleName, PickleObject, PickleReference, type PickleValue } from '../pickle/values.ts'
import { refuse } from '../places.ts'
import { unreadTensor } from '../stored-tensors.ts'

/** Where the numbers of a file lie, by the keys of its storages. */
export interface Storages {
  readonly isLittle: boolean
  /** Bytes of a storage; null where there is none of that key. */
  sizeOf(key: string): number | null
  /** Bytes `from` to before `to` of it. @throws FormatError */
  read(key: string, from: number, to: number): Promise<Uint8Array>
}

/** A run of numbers that tensors look at. */
export interface Storage {
  readonly key: string
  /** The word for its numbers where they are not read. */
  readonly type: string
  readonly dtype: Dtype | null
  /** Numbers; null where the storage is of bytes. */
  readonly count: number | null
}

/** A tensor as a pickle describes it: a view of a storage. */
export class TorchTensor extends PickleObject {
  constructor(
    readonly storage: Storage,
    readonly view: Pick<Layout, 'shape' | 'strides' | 'offset'>,
  ) {
    super('torch.Tensor', [])
  }
}

/** PyTorch's storages by their classes. */
const STORAGES: ReadonlyMap<string, Dtype> = new Map(
  Object.entries({
    DoubleStorage: DTYPES.float64,
    FloatStorage: DTYPES.float32,
    HalfStorage: DTYPES.float16,
    BFloat16Storage: DTYPES.bfloat16,
    LongStorage: DTYPES.int64,
    IntStorage: DTYPES.int32,
    ShortStorage: DTYPES.int16,
    CharStorage: DTYPES.int8,
    ByteStorage: DTYPES.uint8,
    BoolStorage: DTYPES.bool,
  }),
)
const TYPES: ReadonlyMap<string, Dtype> = new Map(Object.entries(DTYPES))

/**
 * The tensor that `torch._utils._rebuild_tensor_v2(storage, offset, size, stride, ...)` would make.
 * @param type of the numbers, where the storage is of bytes @throws FormatError
 */
export function rebuildTensor(args: readonly PickleValue[], type?: PickleValue): TorchTensor {
  const [reference, offset, size, stride] = args
  const storage = storageOf(reference, type)
  const shape = sizesOf(size)
  const strides = sizesOf(stride)
  if (typeof offset !== 'number' || !isSize(offset) || shape.length !== strides.length)
    refuse('a tensor whose sizes and strides do not fit one another')
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), offset)
  if (storage.count !== null && !shape.includes(0) && last >= storage.count)
    refuse(
      `a tensor of shape (${shape.join(', ')}) reaches beyond the ${storage.count} values of its storage`,
    )
  return new TorchTensor(storage, { shape, strides, offset })
}

/** ('storage', class, key, device, count), or for views in old files a sixth entry. */
function storageOf(reference: PickleValue | undefined, type: PickleValue | undefined): Storage {
  const id = reference instanceof PickleReference ? reference.id : null
  const [kind, cls, key, , count, view = null] = Array.isArray(id) ? id : []
  if (kind !== 'storage' || !(cls instanceof PickleName) || typeof key !== 'string' || !isSize(count))
    refuse('a tensor without a storage')
  if (view !== null) refuse('storages that are parts of others are not read')
  const name = (type instanceof PickleName ? type : cls).name.split('.').at(-1) ?? ''
  const dtype = (type instanceof PickleName ? TYPES : STORAGES).get(name) ?? null
  return { key, type: name, dtype, count: type instanceof PickleName ? null : count }
}

function sizesOf(value: PickleValue | undefined): number[] {
  if (!Array.isArray(value) || value.length > MAX_AXES || !value.every(isSize))
    refuse('a tensor without sizes')
  return value
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** A tensor with its values in reach, held against the size of its storage. @throws FormatError */
export function storedTensor(name: string, { storage, view }: TorchTensor, storages: Storages): StoredTensor {
  const { key, dtype, type } = storage
  const { shape, strides, offset } = view
  if (dtype === null) return unreadTensor(name, shape, type)
  const { size } = dtype
  const there = storages.sizeOf(key)
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), offset)
  const [from, to] = shape.includes(0) ? [0, 0] : [size * offset, size * (last + 1)]
  if (there === null) refuse(`its values are missing: no storage ${shown(key, 24)}`, name)
  if (to > there || size * (storage.count ?? 0) > there)
    refuse(`storage ${shown(key, 24)} has ${there} bytes, fewer than the file says`, name)
  return {
    name,
    shape,
    dtype: dtype.name,
    async read(count) {
      const { isLittle } = storages
      if (count !== undefined && isRun(view)) {
        const bytes = await storages.read(key, from, from + count * size)
        return readValues(bytes, { ...runOf(dtype, count), isLittle })
      }
      if (to - from > MAX_SPREAD) refuse(`its values are spread over ${to - from} bytes`, name)
      const bytes = await storages.read(key, from, to)
      return readValues(bytes, { dtype, isLittle, shape, strides, offset: 0 }).slice(0, count)
    },
  }
}

/** Bytes that are read for one tensor. */
const MAX_SPREAD = 64 * 2 ** 20
