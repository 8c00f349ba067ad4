import { FormatError } from '../core/errors.ts'
import { MAX_CHANNELS, MAX_LAYERS, MAX_WEIGHTS } from '../core/layers/limits.ts'

/** How much a JSON text may hold. It is counted before anything is made of it, as a parser would take what it is given. */
export interface JsonLimits {
  /** UTF-16 units. */
  readonly length: number
  /** Lists and objects within one another. */
  readonly depth: number
  /** Values of every kind, those within others too. */
  readonly values: number
  /** Entries of one list. */
  readonly entries: number
  /** Fields of one object. */
  readonly fields: number
}

/** UTF-16 units, or bytes, of a file's text: as many as the largest pipeline takes, all its weights and names at their longest. */
export const MAX_TEXT = 160 * 2 ** 20

/** What the largest file of filters takes, and as much again where a newer version may write more, to be refused by name. */
const FILE_LIMITS: JsonLimits = {
  length: MAX_TEXT,
  // a link holds a bank, that layers, a layer weights of four sizes
  depth: 8,
  // kernels of one weight have two lists around each; names, biases, scales and shifts have one value for a channel
  values: 3 * MAX_WEIGHTS + MAX_LAYERS * (4 * MAX_CHANNELS + 64),
  entries: MAX_CHANNELS,
  fields: 32,
}

/** Character codes of the marks that are looked at. */
const [QUOTE, COMMA, BACKSLASH, LIST, LIST_END, OBJECT, OBJECT_END] = Array.from('",\\[]{}', (mark) =>
  mark.charCodeAt(0),
)

/** What a JSON text holds, not looked at yet. @throws FormatError for no JSON or too much of it, with the number */
export function parseJson(text: string, limits = FILE_LIMITS): unknown {
  checkJson(text, limits)
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    // engines quote the text in their words, control characters and all
    throw new FormatError(`not JSON: ${why.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 120)}`, '')
  }
}

/** One look at every character: text that is no JSON may pass, but none that would grow beyond the limits. */
function checkJson(text: string, limits: JsonLimits): void {
  const { length } = text
  if (length > limits.length) refuse(`${length} characters: at most ${limits.length} are read`)
  /** Of each list and object that is open: how it began, and its commas so far. */
  const began = new Uint16Array(limits.depth + 1)
  const commas = new Uint32Array(limits.depth + 1)
  let depth = 0
  let values = 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = endOfString(text, at)
    } else if (code === COMMA) {
      values += 1
      const count = (commas[depth] ?? 0) + 2
      commas[depth] = count - 1
      const [what, most] =
        began[depth] === LIST ? ['a list of', limits.entries] : ['an object of', limits.fields]
      if (count > most) refuse(`${what} more than ${most} entries (character ${at})`)
    } else if (code === LIST || code === OBJECT) {
      values += 1
      depth += 1
      if (depth > limits.depth) refuse(`nested more than ${limits.depth} deep (character ${at})`)
      began[depth] = code
      commas[depth] = 0
    } else if ((code === LIST_END || code === OBJECT_END) && depth > 0) {
      depth -= 1
    }
    if (values > limits.values) refuse(`more than ${limits.values} values (character ${at})`)
  }
}

/** Where a string ends that begins at `from`: at its second quote, or at the end of the text. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at += 1
  }
  return text.length
}

function refuse(problem: string): never {
  throw new FormatError(problem, '')
}
