import { ARGUMENT, BLANKS, FILLED, GIVEN, KEPT, MAKER, isRest, MAT, PLAIN, RESHAPED } from './array-words.ts'
import { MAX_KERNEL } from '../core/layers/limits.ts'
import { shown } from './hidden-characters.ts'
import { reshaped, Rows, sizesOf, type Shape } from './list-rows.ts'
import { ArithmeticReader, QUOTED } from './number-text.ts'

/** Numbers of a text: 1 to 4 sizes, whose product is the number of values. */
export interface TextNumbers {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** Sizes of what is read. */
const MAX_SIZES = 4
/** Brackets around them, those of calls among them. */
const MAX_DEPTH = 8
/** As many as a filter bank file may hold. */
export const MAX_NUMBERS = 4 * 2 ** 20

/** Those of a call that writes them out: the largest kernel's. */
const MAX_FILLED = MAX_KERNEL ** 2

const OPEN = '[({'
const CLOSE = '])}'

/**
 * Numbers in brackets of any kind, nested up to four deep, parted by commas, blanks or, row by row, by semicolons; perhaps
 * multiplied or divided by a number, which is done as float64. @throws FormatError with the line of what is wrong
 */
export function readNumbers(text: string): TextNumbers {
  const reader = new ArrayReader(text, (at) => `line ${text.slice(0, at).split('\n').length}`)
  reader.at = GIVEN.exec(text)?.[0].length ?? 0
  const shape = reader.array(1)
  reader.blanks()
  if (reader.match(/;/y) !== null) reader.blanks()
  const rest = text.slice(reader.at)
  if (!isRest(rest)) reader.fail(`unexpected “${shown(rest.trim(), QUOTED)}” behind the numbers`)
  return { shape, values: Float32Array.from(reader.values) }
}

class ArrayReader extends ArithmeticReader {
  readonly values: number[] = []

  override blanks(): boolean {
    const before = this.at
    while (this.match(BLANKS) !== null);
    return this.at > before
  }

  /** Reads a list and what multiplies it, and returns its shape; a number by itself has none. */
  array(depth: number): Shape {
    this.blanks()
    const from = this.values.length
    const before: number | null = this.#isList() ? null : this.#numberBefore()
    if (before !== null && !this.#isList()) {
      if (depth > 1) this.failHere()
      this.#push(before)
      return [1]
    }
    let shape = this.#methods(this.#list(depth), from)
    if (before !== null) this.#each(from, (value) => before * value)
    for (let sign = this.times(); sign !== null; sign = this.times()) {
      const by = this.factor()
      this.#each(from, sign === '*' ? (value) => value * by : (value) => value / by)
      shape = this.#methods(shape, from)
    }
    return shape
  }

  /** What stands before a list and multiplies it: `-`, `1/16 *`, `\frac{1}{16}`. */
  #numberBefore(): number {
    const sign = this.match(/[-+]\s*/y)?.[0][0] === '-' ? -1 : 1
    if (this.#isList()) return sign
    let value = sign * this.factor()
    for (;;) {
      const times = this.times()
      this.blanks()
      if (this.#isList()) {
        if (times === '/') this.fail('a number is divided by a list')
        return value
      }
      if (times === null) {
        if (this.at < this.text.length) this.#failList()
        return value
      }
      value = times === '*' ? value * this.factor() : value / this.factor()
    }
  }

  #failList(): never {
    const got = shown(this.text.slice(this.at, this.at + 2 * QUOTED), QUOTED)
    this.fail(got === '' ? 'the text ends too early' : `expected [ but got “${got}”`)
  }

  /** Whether a list begins here, or a call that makes one. */
  #isList(): boolean {
    const next = this.text[this.at]
    if (next === '[' || next === '{') return true
    if (next === '(') return this.#holdsList()
    const before = this.at
    const begins = [MAKER, FILLED, MAT].some((pattern) => this.match(pattern) !== null)
    this.at = before
    return begins
  }

  /** Whether a list stands in the round brackets here, rather than a number. */
  #holdsList(): boolean {
    let open = 0
    // A number in brackets is not that long.
    const end = Math.min(this.text.length, this.at + 1000)
    for (let at = this.at; at < end; at++) {
      const next = this.text[at] ?? ''
      if ('[{,;'.includes(next) || this.text.startsWith('<<', at)) return true
      if (next === '(') open += 1
      else if (next === ')') open -= 1
      if (open === 0) return false
    }
    return end < this.text.length
  }

  #list(depth: number): Shape {
    if (depth > MAX_DEPTH) this.#failDeep()
    const mat = this.match(MAT)
    if (mat !== null) return this.#mat(Number(mat[1]), Number(mat[2]))
    const filled = this.match(FILLED)
    if (filled !== null) {
      const [, library, word, tuple, sizes = tuple ?? ''] = filled
      const side = sizesOf(sizes)
      // MATLAB's ones(3) is a square.
      const isSquare = library === undefined && side.length === 1
      return this.#filled(word === 'ones' ? 1 : 0, isSquare ? [...side, ...side] : side)
    }
    const maker = this.match(MAKER)?.[0]
    if (maker?.endsWith('(') === true) {
      const shape = this.array(depth + 1)
      this.#endCall()
      return shape
    }
    this.blanks()
    const kind = OPEN.indexOf(this.text[this.at] ?? ' ')
    if (kind < 0) this.#failList()
    this.at += 1
    const shape = this.#items(kind, depth, maker === undefined)
    if (shape.length > MAX_SIZES) this.#failDeep()
    return shape
  }

  #failDeep(): never {
    this.fail(`lists are nested more than ${MAX_SIZES} deep`)
  }

  /** The items of a list up to its bracket. @param isTuple round brackets around one item and no comma are none */
  #items(kind: number, depth: number, isTuple: boolean): Shape {
    const rows = new Rows((problem) => this.fail(problem))
    let ended = this.at
    for (;;) {
      this.blanks()
      const next = this.text[this.at]
      if (this.text.slice(ended, this.at).includes('\n')) rows.breakLine()
      if (next === undefined) this.fail('a bracket is not closed')
      if (CLOSE.includes(next)) {
        if (CLOSE.indexOf(next) !== kind) this.fail(`${OPEN[kind] ?? ''} is closed by ${next}`)
        this.at += 1
        break
      }
      if (next === ';') {
        this.at += 1
        rows.endRow()
        continue
      }
      rows.add(this.#item(depth))
      ended = this.at
      this.blanks()
      if (this.text[this.at] !== ',') continue
      this.at += 1
      rows.hasCommas = true
    }
    const shape = rows.shape(depth === 1 && kind !== 1)
    const isGroup = kind === 1 && isTuple && !rows.hasCommas && shape[0] === 1
    return isGroup ? shape.slice(1) : shape
  }

  #item(depth: number): Shape {
    const plain = this.match(PLAIN)?.[0]
    if (plain !== undefined && Number.isFinite(Math.fround(Number(plain)))) {
      this.#push(Number(plain))
      return []
    }
    if (plain !== undefined) this.at -= plain.length
    if (this.#isList()) return this.array(depth + 1)
    if (this.text.startsWith('...', this.at)) this.fail('numbers are left out by “...”: print all of them')
    this.#push(this.number(true))
    return []
  }

  /** Numbers parted by commas behind OpenCV's `<<`. */
  #mat(rows: number, columns: number): Shape {
    const from = this.values.length
    do {
      this.blanks()
      this.#push(this.number(false))
      this.blanks()
    } while (this.match(/,/y) !== null)
    const count = this.values.length - from
    if (count !== rows * columns) this.fail(`${count} numbers for ${rows} × ${columns}`)
    return [rows, columns]
  }

  #filled(value: number, shape: Shape): Shape {
    const count = shape.reduce((product, size) => product * size, 1)
    if (count === 0) this.fail('a list is empty')
    if (count > MAX_FILLED) this.fail(`more than ${MAX_FILLED} equal numbers`)
    for (let i = 0; i < count; i++) this.#push(value)
    this.#endCall()
    return shape
  }

  /** The rest of a call, which a cut text may leave out. */
  #endCall(): void {
    let argument = this.match(ARGUMENT)
    while (argument !== null && argument[0] !== '') argument = this.match(ARGUMENT)
    this.blanks()
    if (this.match(/\)/y) === null && this.at < this.text.length) this.#failRest()
  }

  #failRest(): never {
    this.fail(`unexpected “${shown(this.text.slice(this.at).trim(), QUOTED)}” behind the numbers`)
  }

  /** The methods that are called on an array. */
  #methods(shape: Shape, from: number): Shape {
    let now = shape
    for (;;) {
      const sizes = this.match(RESHAPED)?.[1]
      if (sizes === undefined) {
        if (this.match(KEPT) === null) return now
        continue
      }
      const count = this.values.length - from
      now = reshaped(count, sizesOf(sizes)) ?? this.fail(`${count} numbers are not ${sizes}`)
    }
  }

  #each(from: number, change: (value: number) => number): void {
    for (let i = from; i < this.values.length; i++) {
      const before = this.values[i] ?? NaN
      const value = change(before)
      if (Number.isFinite(before) && !Number.isFinite(Math.fround(value)))
        this.fail(`${before} does not fit into float32 when it is multiplied or divided`)
      this.values[i] = Number.isNaN(value) ? NaN : value
    }
  }

  #push(value: number): void {
    if (this.values.length >= MAX_NUMBERS) this.fail(`more than ${MAX_NUMBERS} numbers`)
    this.values.push(value)
  }
}
