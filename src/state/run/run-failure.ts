import { ShapeError, type ParamField } from '../../core/errors.ts'

/** Why there are no maps: plain words, and where they belong. */
export interface RunFailure {
  /** Name of the error's class. */
  readonly name: string
  readonly message: string
  /** The layer that caused it, from 0, or null. */
  readonly layer: number | null
  readonly field: ParamField | null
}

/** What an error says to the person. */
export function failureOf(error: unknown): RunFailure {
  if (error instanceof ShapeError) {
    return { name: error.name, message: error.message, layer: error.layer ?? null, field: error.field }
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { name, message, layer: null, field: null }
}

/** Whether an error only says that something was called off. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
