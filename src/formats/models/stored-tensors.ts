import { FormatError } from '../../core/errors.ts'
import { shown } from '../hidden-characters.ts'
import { DTYPES } from './dtypes.ts'
import type { StoredTensor } from './open-model.ts'
import { placeOf } from './places.ts'

/** A tensor of numbers that are not read: it is listed with the file's own word for them. */
export function unreadTensor(name: string, shape: readonly number[], type: string): StoredTensor {
  return {
    name,
    shape,
    dtype: type,
    read: () =>
      Promise.reject(new FormatError(`values of type ${shown(type, 24)} are not read`, placeOf(name))),
  }
}

/** Whether its numbers are read. */
export function isReadable({ dtype }: StoredTensor): boolean {
  return Object.hasOwn(DTYPES, dtype)
}

/** What becomes of the numbers of these tensors, each type once. */
export function conversionNotes(tensors: readonly StoredTensor[]): string[] {
  const types = new Set(tensors.map(({ dtype }) => dtype))
  return Object.values(DTYPES).flatMap(({ name, conversion }) =>
    conversion !== null && types.has(name) ? [conversion] : [],
  )
}

/** That some tensors are listed but not read, where there are any. */
export function unreadNotes(tensors: readonly StoredTensor[]): string[] {
  const types = new Set(tensors.filter((tensor) => !isReadable(tensor)).map(({ dtype }) => dtype))
  return [...types].slice(0, 8).map((type) => `values of type ${shown(type, 24)} are not read`)
}
