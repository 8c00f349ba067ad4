import type { ByteSource, WholeSource } from './byte-source.ts'
import { columnMajor, readValues, rowMajor, runOf } from './dtypes.ts'
import { findConvs } from './find-convs.ts'
import { readNpyHeader, type NpyHeader } from './npy-header.ts'
import type { OpenModel, StoredTensor } from './open-model.ts'
import { refuse } from './places.ts'
import { unreadTensor } from './stored-tensors.ts'

/** What the array of a .npy file is called, which has no name itself. */
const NAME = 'array'

/**
 * A .npy file: a weight of four axes, or (kH, kW), one kernel, or (C_in, kH, kW), one filter.
 * @throws FormatError
 */
export async function openNpy(source: ByteSource): Promise<OpenModel> {
  const header = await readNpyHeader(source)
  if (header.dtype === null) refuse(`values of type ${header.descr} are not read`)
  const file = { ...source, readAll: () => source.read(0, source.size) }
  const tensors = [npyTensor(NAME, header, file)]
  const { convs, notes } = findConvs(tensors, { inOrder: false, kernels: true })
  return { kind: 'npy', tensors, convs, notes: [...npyNotes([header]), ...notes], own: null, chain: null }
}

/** The array behind a header, in a file with that header. */
export function npyTensor(name: string, header: NpyHeader, file: WholeSource): StoredTensor {
  const { dtype, isLittle, isFortran, shape, dataStart } = header
  if (dtype === null) return unreadTensor(name, shape, header.descr)
  return {
    name,
    shape,
    dtype: dtype.name,
    async read(count) {
      if (count !== undefined && !isFortran) {
        const bytes = await file.read(dataStart, dataStart + count * dtype.size)
        return readValues(bytes, { ...runOf(dtype, count), isLittle })
      }
      const strides = isFortran ? columnMajor(shape) : rowMajor(shape)
      const data = (await file.readAll()).subarray(dataStart)
      return readValues(data, { dtype, isLittle, shape, strides, offset: 0 }).slice(0, count)
    },
  }
}

/** What is turned round in arrays, in words. */
export function npyNotes(headers: readonly NpyHeader[]): string[] {
  const isTurned = ({ isFortran, shape }: NpyHeader) => isFortran && shape.length > 1
  const isBig = ({ isLittle, dtype }: NpyHeader) => !isLittle && dtype !== null
  return [
    ...(headers.some(isTurned) ? ['Fortran order turned to C order'] : []),
    ...(headers.some(isBig) ? ['big-endian numbers converted'] : []),
  ]
}
