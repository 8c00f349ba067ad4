import { isDeepStrictEqual } from 'node:util'
import { Dice } from './random.ts'
import { BYTE_MUTATORS } from './mutate-bytes.ts'
import { TEXT_MUTATORS } from './mutate-text.ts'

/** What a reader is given: a text or a file's bytes. */
export type Input = string | Uint8Array

/** What a reader made of an input. */
export interface Read {
  readonly value: unknown
  /** The value written and read again, where there is a writer: it must be the same. */
  readonly again?: () => unknown
}

/** A row of the table: a reader, what it may be fed with at first, and how it may refuse. */
export interface FuzzedReader {
  readonly name: string
  readonly corpus: () => readonly Input[]
  readonly read: (input: Input) => Read | Promise<Read>
  /** The only class of error that it may throw; null where it never throws. */
  readonly refuses: (abstract new (...args: never[]) => Error) | null
  /** Inputs of it in `npm test`, where it is slower than the others. */
  readonly inputs?: number
  /** Bytes that its value may take, for an input of so many. */
  readonly most?: (length: number) => number
}

/** An input that broke a promise, and how. */
export interface Fault {
  readonly input: Input
  readonly why: string
}

/** What came of fuzzing a reader. */
export interface Tally {
  readonly tried: number
  readonly accepted: number
  /** Kinds of refusal and of value that were met. */
  readonly kinds: number
  readonly slowest: { readonly ms: number; readonly length: number }
  readonly faults: readonly Fault[]
}

/** Bytes or UTF-16 units of an input. */
const MOST_INPUT = 16_384
/** Of an input that others are made from, so that most stay small. */
const MOST_KEPT = 4096
const POOL = 256
const MOST_FAULTS = 10
/** UTF-16 units of a message. */
const MOST_MESSAGE = 300

/**
 * Feed a reader with inputs made from its corpus, the same for the same seed. An input that was answered in a new way is used
 * to make others from.
 * @param goOn asked before each input, with the number of those before it
 */
export async function fuzz(
  reader: FuzzedReader,
  seed: number,
  goOn: (tried: number) => boolean,
): Promise<Tally> {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0 // nobody looks at where an error came from, and that takes longer than to refuse
  const dice = new Dice(seed)
  const corpus = reader.corpus()
  /** What others are made from: inputs that were accepted, mostly, as little is wrong with what is made from them. */
  const good = [...corpus]
  const bad = [...corpus]
  const kinds = new Set<string>()
  const faults: Fault[] = []
  let slowest = { ms: 0, length: 0 }
  let [tried, accepted] = [0, 0]
  for (; goOn(tried) && faults.length < MOST_FAULTS; tried++) {
    const input = corpus[tried] ?? mutated(dice.below(4) === 0 ? bad : good, dice)
    const start = performance.now()
    const { kind, why } = await answer(reader, input)
    const ms = performance.now() - start
    if (ms > slowest.ms) slowest = { ms, length: input.length }
    if (why !== null) faults.push({ input, why })
    const isAccepted = kind.startsWith('accepted')
    if (isAccepted) accepted += 1
    if (kinds.has(kind)) continue
    kinds.add(kind)
    const pool = isAccepted ? good : bad
    if (input.length <= MOST_KEPT && pool.length < POOL) pool.push(input)
  }
  Error.stackTraceLimit = stackTraceLimit
  return { tried, accepted, kinds: kinds.size, slowest, faults }
}

/** What a reader promises of one input: why it is broken, or null; and what kind of answer it gave. */
export async function answer(
  reader: FuzzedReader,
  input: Input,
): Promise<{ readonly kind: string; readonly why: string | null }> {
  let read: Read
  try {
    read = await reader.read(input)
  } catch (error) {
    return refusal(reader, error)
  }
  const size = sizeOf(read.value)
  const kind = `accepted ${Math.ceil(4 * Math.log2(size + 1))}`
  const most = reader.most?.(input.length) ?? 64 * input.length + 4096
  if (size > most) return { kind, why: `a value of ${size} bytes out of ${input.length}` }
  try {
    if (read.again !== undefined && !isDeepStrictEqual(await read.again(), read.value))
      return { kind, why: 'not the same when it is written and read again' }
  } catch (error) {
    return { kind, why: `accepted, but not when it is written and read again: ${String(error)}` }
  }
  return { kind, why: null }
}

function refusal({ refuses }: FuzzedReader, error: unknown): { kind: string; why: string | null } {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const kind = `${name} ${message.replaceAll(/“[^”]*”|"[^"]*"|\d+/g, '_').slice(0, 60)}`
  if (refuses === null || !(error instanceof refuses))
    return { kind, why: `threw ${name}: ${message.slice(0, 200)}` }
  if (message.length > MOST_MESSAGE) return { kind, why: `a message of ${message.length} characters` }
  if (/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\bundefined\b|\[object/u.test(message))
    return { kind, why: `a message that is not plain: ${JSON.stringify(message)}` }
  return { kind, why: null }
}

function mutated(pool: readonly Input[], dice: Dice): Input {
  let input = dice.of(pool)
  for (let n = dice.small(dice.small(6)); n >= 0; n--) {
    const other = dice.of(pool)
    if (typeof input === 'string') {
      input = dice
        .of(TEXT_MUTATORS)(input, dice, typeof other === 'string' ? other : '')
        .slice(0, MOST_INPUT)
    } else {
      const bytes: Uint8Array = typeof other === 'string' ? new Uint8Array() : other
      input = dice.of(BYTE_MUTATORS)(input, dice, bytes).slice(0, MOST_INPUT)
    }
  }
  return input
}

/** About how many bytes a value takes. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length
  if (ArrayBuffer.isView(value)) return value.byteLength
  if (value instanceof Blob) return value.size
  if (typeof value !== 'object' || value === null) return 8
  return Object.entries(value).reduce((sum, [key, each]) => sum + key.length + sizeOf(each), 8)
}

/** A fault in one line. */
export function faultText({ input, why }: Fault): string {
  const shown = typeof input === 'string' ? JSON.stringify(input) : Buffer.from(input).toString('base64')
  return `${why}: ${shown.length > 600 ? `${shown.slice(0, 600)}… (${input.length})` : shown}`
}
