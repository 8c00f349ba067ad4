import type { ByteSource } from './byte-source.ts'
import { columnMajor, readValues, rowMajor } from './dtypes.ts'
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
  const tensors = [npyTensor(NAME, header, () => source.read(0, source.size))]
  const { convs, notes } = findConvs(tensors, { inOrder: false, kernels: true })
  return { kind: 'npy', tensors, convs, notes: [...npyNotes([header]), ...notes], own: null, chain: null }
}

/** The array behind a header. @param readAll all bytes of the file, with the header */
export function npyTensor(name: string, header: NpyHeader, readAll: () => Promise<Uint8Array>): StoredTensor {
  const { dtype, isLittle, isFortran, shape, dataStart } = header
  if (dtype === null) return unreadTensor(name, shape, header.descr)
  return {
    name,
    shape,
    dtype: dtype.name,
    async read() {
      const strides = isFortran ? columnMajor(shape) : rowMajor(shape)
      const data = (await readAll()).subarray(dataStart)
      return readValues(data, { dtype, isLittle, shape, strides, offset: 0 })
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
