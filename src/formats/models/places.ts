import { FormatError } from '../../core/errors.ts'
import { shown } from '../hidden-characters.ts'

/** UTF-16 units of a place in a message. */
const MAX_PLACE = 80

/** A name in a file as messages show it: short, nothing hidden in it. */
export function placeOf(name: string): string {
  const text = shown(name, MAX_PLACE)
  return text.length > MAX_PLACE ? `${text.slice(0, MAX_PLACE - 1)}…` : text
}

/** What `work` gives; what it refuses without a place of its own gets this one. @throws FormatError */
export async function within<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof FormatError) || error.path !== '') throw error
    throw new FormatError(error.message, placeOf(place))
  }
}

/** Refuse a file. @throws FormatError always */
export function refuse(problem: string, place = ''): never {
  throw new FormatError(problem, placeOf(place))
}
