import { FormatError } from '../core/errors.ts'
import { fitsFloat32, TOO_LARGE } from '../core/layers/limits.ts'
import { shown } from './hidden-characters.ts'

/** UTF-16 units of a number that is typed. */
const MAX_TYPED = 200
/** Brackets in brackets, powers of powers. */
const MAX_DEPTH = 32
/** Characters of the text that a message shows. */
export const QUOTED = 24

const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['π', Math.PI],
  ['m_pi', Math.PI],
  ['cv_pi', Math.PI],
  ['e', Math.E],
  ['inf', Infinity],
  ['infinity', Infinity],
  ['nan', NaN],
])
const same = (value: number) => value
const FUNCTIONS: ReadonlyMap<string, (value: number) => number> = new Map([
  ['sqrt', Math.sqrt],
  ['sqrtf', Math.sqrt],
  ['exp', Math.exp],
  ['log', Math.log],
  ['sin', Math.sin],
  ['cos', Math.cos],
  ['tan', Math.tan],
  ['abs', Math.abs],
  ['float', same],
  ['float32', same],
  ['double', same],
])

const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?/iy
/** Of a C literal: `0.5f`. */
const SUFFIX = /[fl](?!\w)/iy
/** Perhaps with the library that has it, or LaTeX's stroke. */
const NAME = /\\?(?:(?:np|numpy|torch|math|std)\s*(?:\.|::)\s*)?([a-zπ_]\w*)/iy
/** What may follow a number directly, and multiplies it: `2pi`, `2√3`. */
const FACTOR = /\\?(?:π|√|pi\b|sqrt\b)/iy
const FRACTION = /\\[tdc]?frac(?![a-z])/y
const POWER = /\*\*|\^/y
/** Signs of multiplication and division, those of MATLAB, LaTeX and print among them; none that begins a comment. */
const TIMES = /\.?\*(?!\*)|[×·⋅]|\\cdot\b|\\times\b|x(?=\s*[[({])|\.?\/(?![/*])|÷/y
const BLANKS = /\s+/y

/**
 * Reads arithmetic as people write numbers: signs, + - * / and powers, brackets, π and e, roots and a few functions, as
 * Python, C, MATLAB and LaTeX spell them. Float64, nothing evaluated.
 */
export class ArithmeticReader {
  at = 0
  #depth = 0
  /** Words for what is not finite that were read. */
  #words = 0

  /** @param place where in a file a position of the text is, for messages; '' for nowhere */
  constructor(
    protected readonly text: string,
    private readonly place: (at: number) => string,
  ) {}

  fail(problem: string): never {
    throw new FormatError(problem, this.place(this.at))
  }

  /** @throws FormatError that quotes what stands here */
  failHere(): never {
    const rest = this.text.slice(this.at, this.at + 2 * QUOTED)
    this.fail(rest === '' ? 'the text ends too early' : `“${shown(rest, QUOTED)}” is not a number`)
  }

  /**
   * A number that float32 holds, or one that is named as not finite.
   * @param inList blanks part numbers: a sign with a blank before it and none behind begins the next
   */
  number(inList: boolean): number {
    const { at: from } = this
    const words = this.#words
    const value = this.#sum(inList)
    // There is one NaN: bits that a sign would change are not kept.
    if (this.#words > words) return Number.isNaN(value) ? NaN : value
    if (fitsFloat32(value)) return value
    const text = this.text.slice(from, this.at).trim()
    this.fail(`“${shown(text, QUOTED)}” does not fit into float32`)
  }

  /** Moves on behind blanks; whether there were any. */
  blanks(): boolean {
    return this.match(BLANKS) !== null
  }

  /** Moves on behind what matches here. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match !== null) this.at = pattern.lastIndex
    return match
  }

  /** Moves on behind a sign of multiplication or division. */
  times(): '*' | '/' | null {
    const before = this.at
    this.blanks()
    const sign = this.match(TIMES)?.[0]
    if (sign === undefined) this.at = before
    return sign === undefined ? null : /[/÷]/.test(sign) ? '/' : '*'
  }

  /** A number with its sign, and powers: what is multiplied. */
  factor(): number {
    this.blanks()
    const isNegative = this.match(/[-+]\s*/y)?.[0].startsWith('-')
    const value = this.#power()
    return isNegative === true ? -value : value
  }

  #sum(inList: boolean): number {
    let value = this.#product()
    for (;;) {
      const before = this.at
      const isParted = this.blanks()
      const sign = this.match(/[-+]/y)?.[0]
      if (sign === undefined || (inList && isParted && !/\s/.test(this.text[this.at] ?? ' '))) {
        this.at = before
        return value
      }
      const next = this.#product()
      value = sign === '+' ? value + next : value - next
    }
  }

  #product(): number {
    let value = this.factor()
    for (let sign = this.times(); sign !== null; sign = this.times()) {
      const next = this.factor()
      value = sign === '*' ? value * next : value / next
    }
    return value
  }

  #power(): number {
    return this.#inside(() => {
      const base = this.#atom()
      if (this.match(POWER) === null) return base
      return base ** (this.text[this.at] === '{' ? this.#group() : this.factor())
    })
  }

  #atom(): number {
    const digits = this.match(NUMBER)?.[0]
    if (digits !== undefined) {
      this.match(SUFFIX)
      const before = this.at
      if (this.match(FACTOR) === null) return Number(digits)
      this.at = before
      return Number(digits) * this.#power()
    }
    const quote = this.match(/["']/y)?.[0]
    if (quote !== undefined) return this.#upTo(quote)
    if (this.match(/\(/y) !== null) return this.#upTo(')')
    if (this.match(FRACTION) !== null) return this.#group() / this.#group()
    if (this.match(/√/y) !== null) return Math.sqrt(this.#power())
    return this.#named()
  }

  #named(): number {
    const before = this.at
    const name = this.match(NAME)?.[1]?.toLowerCase() ?? ''
    const constant = CONSTANTS.get(name)
    if (constant !== undefined) {
      if (!Number.isFinite(constant)) this.#words += 1
      return constant
    }
    const apply = FUNCTIONS.get(name)
    if (apply !== undefined) {
      this.blanks()
      if (this.text[this.at] === '{') return apply(this.#group())
      if (this.match(/\(/y) !== null) return apply(this.#upTo(')'))
    }
    this.at = before
    this.failHere()
  }

  /** Arithmetic up to a bracket that closes, or a quotation mark. */
  #upTo(close: string): number {
    const value = this.#inside(() => this.#sum(false))
    this.blanks()
    if (this.text[this.at] !== close) {
      if (this.at >= this.text.length) this.fail('a bracket is not closed')
      this.failHere()
    }
    this.at += 1
    return value
  }

  /** LaTeX's braces, or the one digit in place of them: `\frac12`. */
  #group(): number {
    this.blanks()
    if (this.match(/\{/y) !== null) return this.#upTo('}')
    return Number(this.match(/\d/y)?.[0] ?? this.failHere())
  }

  #inside(read: () => number): number {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) this.fail(`brackets are nested more than ${MAX_DEPTH} deep`)
    const value = read()
    this.#depth -= 1
    return value
  }
}

/**
 * One number that is all of a text. @param decimalComma commas are decimal points
 * @throws FormatError at `place`
 */
export function numberText(text: string, place: string, decimalComma: boolean): number {
  const reader = new ArithmeticReader(decimalComma ? text.replaceAll(/,(?=\d)/g, '.') : text, () => place)
  const value = reader.number(false)
  reader.blanks()
  if (reader.at < text.length) throw new FormatError(`“${shown(text, QUOTED)}” is not a number`, place)
  return value
}

/** A finite number as it is typed into a field, "−sqrt(2)/2", or what is wrong with it in words, without a full stop. */
export function typedNumber(text: string): number | string {
  const problem = `“${shown(text, QUOTED)}” is not a number`
  if (text.length > MAX_TYPED) return `${problem}: it has more than ${MAX_TYPED} characters`
  try {
    const value = numberText(text.trim().replaceAll('−', '-'), '', true)
    return Number.isFinite(value) ? value : problem
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return error.message.replace('does not fit into float32', `is ${TOO_LARGE}`)
  }
}
