import type { typedNumber } from '../../formats/number-text.ts'

let read = $state.raw<typeof typedNumber | null>(null)

/** Loads the reader of arithmetic, for who would rather wait for it. */
export async function arithmeticRead(): Promise<void> {
  read ??= (await import('../../formats/number-text.ts')).typedNumber
}

/**
 * What a text that is no plain number comes to, or what is wrong with it; see typedNumber. Null while its reader is still
 * asked for. Read reactively.
 */
export function arithmetic(text: string): number | string | null {
  if (read === null) void arithmeticRead()
  return read?.(text) ?? null
}
