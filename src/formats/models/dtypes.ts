/** A type of numbers in files, and how they become float32. */
export interface Dtype {
  /** As PyTorch calls it. */
  readonly name: string
  /** Bytes of one number. */
  readonly size: number
  /** What becomes of the numbers, in words; null where nothing is lost or changed. */
  readonly conversion: string | null
  readonly get: (view: DataView, at: number, isLittle: boolean) => number
}

const dtype = (name: string, size: number, conversion: string | null, get: Dtype['get']): Dtype => ({
  name,
  size,
  conversion,
  get,
})
const exact = (name: string) => `${name} converted to float32`
const rounded = (name: string) => `${name} rounded to float32`

/** All types that are read, by PyTorch's names. */
export const DTYPES = {
  float64: dtype('float64', 8, rounded('float64'), (view, at, isLittle) => view.getFloat64(at, isLittle)),
  float32: dtype('float32', 4, null, (view, at, isLittle) => view.getFloat32(at, isLittle)),
  float16: dtype('float16', 2, exact('float16'), (view, at, isLittle) =>
    float16Value(view.getUint16(at, isLittle)),
  ),
  bfloat16: dtype('bfloat16', 2, exact('bfloat16'), (view, at, isLittle) =>
    bfloat16Value(view.getUint16(at, isLittle)),
  ),
  int64: dtype('int64', 8, rounded('int64'), (view, at, isLittle) => Number(view.getBigInt64(at, isLittle))),
  uint64: dtype('uint64', 8, rounded('uint64'), (view, at, isLittle) =>
    Number(view.getBigUint64(at, isLittle)),
  ),
  int32: dtype('int32', 4, rounded('int32'), (view, at, isLittle) => view.getInt32(at, isLittle)),
  uint32: dtype('uint32', 4, rounded('uint32'), (view, at, isLittle) => view.getUint32(at, isLittle)),
  int16: dtype('int16', 2, exact('int16'), (view, at, isLittle) => view.getInt16(at, isLittle)),
  uint16: dtype('uint16', 2, exact('uint16'), (view, at, isLittle) => view.getUint16(at, isLittle)),
  int8: dtype('int8', 1, exact('int8'), (view, at) => view.getInt8(at)),
  uint8: dtype('uint8', 1, exact('uint8'), (view, at) => view.getUint8(at)),
  bool: dtype('bool', 1, exact('bool'), (view, at) => (view.getUint8(at) === 0 ? 0 : 1)),
} as const satisfies Readonly<Record<string, Dtype>>

/** IEEE 754 binary16: a sign, 5 bits of exponent with bias 15, 10 of fraction; 0 is subnormal, 31 infinite or NaN. */
export function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const ONE = new DataView(new ArrayBuffer(4))

/** The upper half of a float32. */
export function bfloat16Value(bits: number): number {
  ONE.setUint16(0, bits)
  ONE.setUint16(2, 0)
  return ONE.getFloat32(0)
}

/** Where the values of an array lie: numbers of one type, at `offset` and from there in steps for each axis. */
export interface Layout {
  readonly dtype: Dtype
  readonly isLittle: boolean
  readonly shape: readonly number[]
  /** Steps from one entry of each axis to the next, in numbers. */
  readonly strides: readonly number[]
  /** Of the first value, in numbers. */
  readonly offset: number
}

/** Steps of an array in C order: the last axis runs fastest. */
export function rowMajor(shape: readonly number[]): number[] {
  let step = 1
  return shape
    .map((_, i) => {
      const stride = step
      step *= shape[shape.length - 1 - i] ?? 1
      return stride
    })
    .reverse()
}

/** Steps of an array in Fortran order: the first axis runs fastest. */
export function columnMajor(shape: readonly number[]): number[] {
  return rowMajor(shape.toReversed()).reverse()
}

/** How many values an array has; beyond 2^53 as much as a float64 says. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** Little-endian numbers one after the other. */
export function runOf(dtype: Dtype, count: number): Layout {
  return { dtype, isLittle: true, shape: [count], strides: [1], offset: 0 }
}

/** Whether values lie one after the other in C order. */
export function isRun({ shape, strides }: Pick<Layout, 'shape' | 'strides'>): boolean {
  return String(strides) === String(rowMajor(shape))
}

/**
 * Values as float32 in C order. The caller has made sure that all of them lie within `bytes`.
 * @throws RangeError where they do not
 */
export function readValues(bytes: Uint8Array, layout: Layout): Float32Array<ArrayBuffer> {
  const { dtype, isLittle, shape, strides, offset } = layout
  if (dtype === DTYPES.float32 && isLittle && isRun(layout)) {
    const values = new Float32Array(countOf(shape))
    // as they are, whatever bits a NaN has
    new Uint8Array(values.buffer).set(bytes.subarray(4 * offset, 4 * (offset + values.length)))
    return values
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return gather(shape, strides, offset, (at) => dtype.get(view, at * dtype.size, isLittle))
}

/** Values in C order that lie elsewhere in steps for each axis. @param valueAt what lies at a step from the first */
export function gather(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  valueAt: (at: number) => number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(countOf(shape))
  const index = new Array<number>(shape.length).fill(0)
  let at = offset
  for (let i = 0; i < values.length; i++) {
    values[i] = valueAt(at)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      const stride = strides[axis] ?? 0
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next
        at += stride
        break
      }
      index[axis] = 0
      at -= (next - 1) * stride
    }
  }
  return values
}
