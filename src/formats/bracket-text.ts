import { FormatError } from '../core/errors.ts'
import { fitsFloat32 } from '../core/layers/limits.ts'
import { shown } from './hidden-characters.ts'

/** Numbers of a text: 1 to 4 sizes, whose product is the number of values. */
export interface TextNumbers {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

const MAX_DEPTH = 4
/** Characters of the text that a message shows. */
export const QUOTED = 24
/** As many as a filter bank file may hold. */
export const MAX_NUMBERS = 4 * 2 ** 20

const OPEN = '[({'
const CLOSE = '])}'

/** The next number: perhaps a fraction such as 1/16, or one of the words for what is not finite. */
const NUMBER =
  /(["']?)([-+]?(?:(?:np|numpy|torch|math)\.)?(?:nan|inf(?:inity)?)|[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)\1(?:\s*\/\s*(\d+(?:\.\d*)?))?/iy
/** Python's words for them. */
const FLOAT_CALL = /float\s*\(\s*["']([-+]?(?:nan|inf(?:inity)?))["']\s*\)/iy

/** What stands before the numbers: a name that they are given, and the calls that make an array of them. */
const PREFIX =
  /^(?:Parameter containing:\s*)?(?:[\w.]+\s*=\s*)?(?:(?:np|numpy|torch|mx|jnp)\s*\.\s*)?(?:(?:array|asarray|tensor|Tensor|Parameter|FloatTensor)\s*\(\s*)?/
/**
 * Whether nothing but more arguments of the call stands behind the numbers: `, dtype=float32, device='cuda:0')`. Cut into
 * parts rather than matched, so that a long text cannot make it slow.
 */
function isRest(text: string): boolean {
  const bare = text.trim().replace(/;$/, '').replace(/\)$/, '')
  return bare.split(',').every((part, i) => part.trim() === '' || (i > 0 && /^\s*[\w.]+=/.test(part)))
}

/**
 * Numbers in brackets of any kind, nested up to four deep, parted by commas or blanks.
 * @throws FormatError with the line of what is wrong
 */
export function readNumbers(text: string): TextNumbers {
  const reader = new BracketReader(text)
  reader.at = PREFIX.exec(text)?.[0].length ?? 0
  const shape = reader.list(1)
  const rest = text.slice(reader.at)
  if (!isRest(rest)) reader.fail(`unexpected “${shown(rest.trim(), QUOTED)}” behind the numbers`)
  return { shape, values: Float32Array.from(reader.values) }
}

class BracketReader {
  at = 0
  readonly values: number[] = []

  constructor(private readonly text: string) {}

  /** Reads a list and returns its shape. */
  list(depth: number): readonly number[] {
    this.#blanks()
    const kind = OPEN.indexOf(this.text[this.at] ?? ' ')
    if (kind < 0)
      this.fail(
        this.at >= this.text.length
          ? 'the text ends too early'
          : `expected [ but got “${shown(this.text.slice(this.at, this.at + 2 * QUOTED), QUOTED)}”`,
      )
    if (depth > MAX_DEPTH) this.fail(`lists are nested more than ${MAX_DEPTH} deep`)
    this.at += 1
    let inner: readonly number[] | null = null
    let count = 0
    for (;;) {
      this.#blanks()
      const next = this.text[this.at]
      if (next === undefined) this.fail('a bracket is not closed')
      if (CLOSE.includes(next)) {
        if (CLOSE.indexOf(next) !== kind) this.fail(`${OPEN[kind] ?? ''} is closed by ${next}`)
        this.at += 1
        break
      }
      const shape = OPEN.includes(next) ? this.list(depth + 1) : this.#number()
      if (inner !== null && inner.join() !== shape.join()) {
        this.fail(`rows of different lengths: ${words(inner)}, then ${words(shape)}`)
      }
      inner = shape
      count += 1
      this.#comma()
    }
    if (inner === null) this.fail('a list is empty')
    return [count, ...inner]
  }

  fail(problem: string): never {
    const line = this.text.slice(0, this.at).split('\n').length
    throw new FormatError(problem, `line ${line}`)
  }

  #number(): readonly number[] {
    if (this.text.startsWith('...', this.at)) this.fail('numbers are left out by “...”: print all of them')
    if (this.values.length >= MAX_NUMBERS) this.fail(`more than ${MAX_NUMBERS} numbers`)
    const call = this.#match(FLOAT_CALL)
    const match = call ? null : this.#match(NUMBER)
    const [text, word, divisor] = call ? [call[0], call[1]] : [match?.[0], match?.[2], match?.[3]]
    if (word === undefined)
      this.fail(`“${shown(this.text.slice(this.at, this.at + 2 * QUOTED), QUOTED)}” is not a number`)
    this.values.push(
      numberOf(word, divisor) ?? this.fail(`“${shown(text ?? '', QUOTED)}” does not fit into float32`),
    )
    return []
  }

  #blanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1
  }

  #comma(): void {
    this.#blanks()
    if (this.text[this.at] === ',') this.at += 1
  }

  /** Moves on behind what matches here. */
  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match !== null) this.at = pattern.lastIndex
    return match
  }
}

/** The number that a word, over a divisor if there is one, stands for; null where only float32 or a divisor of 0 makes it infinite. */
export function numberOf(word: string, divisor?: string): number | null {
  const plain = word.toLowerCase().replace(/(np|numpy|torch|math)\./, '')
  if (plain.endsWith('nan')) return NaN
  if (plain.includes('inf')) return plain.startsWith('-') ? -Infinity : Infinity
  const value = Number(plain) / Number(divisor ?? 1)
  return fitsFloat32(value) ? value : null
}

function words(shape: readonly number[]): string {
  return shape.length === 0 ? 'a number' : shape.join(' × ')
}
