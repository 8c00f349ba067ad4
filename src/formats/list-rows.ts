/** Sizes of a list; none of a number. */
export type Shape = readonly number[]

/** How the items of one list stand in rows. */
export class Rows {
  /** Commas part the items. */
  hasCommas = false
  #item: Shape | null = null
  /** Items of the row so far, and of each row before. */
  #count = 0
  readonly #ended: number[] = []
  readonly #breaks: number[] = []

  /** @param fail tells what is wrong where the list is read */
  constructor(private readonly fail: (problem: string) => never) {}

  /** @param item its shape */
  add(item: Shape): void {
    if (this.#item !== null && this.#item.join() !== item.join())
      this.fail(`rows of different lengths: ${words(this.#item)}, then ${words(item)}`)
    this.#item = item
    this.#count += 1
  }

  /** The next item stands on another line. */
  breakLine(): void {
    if (this.#breaks.at(-1) !== this.#count && this.#count > 0) this.#breaks.push(this.#count)
  }

  /** A semicolon. */
  endRow(): void {
    if (this.#count === 0) this.fail('a list is empty')
    this.#ended.push(this.#count)
    this.#count = 0
  }

  /** @param byLines numbers on lines of equal length are rows */
  shape(byLines: boolean): Shape {
    const rows = this.#count > 0 ? [...this.#ended, this.#count] : this.#ended
    const [first] = rows
    if (first === undefined || this.#item === null) this.fail('a list is empty')
    const other = rows.find((count) => count !== first)
    if (other !== undefined) this.fail(`rows of different lengths: ${first}, then ${other}`)
    if (this.#ended.length > 0) return [rows.length, first, ...this.#item]
    const [line = first] = this.#breaks
    const lines = first / line
    const isEven = this.#breaks.every((at, i) => at === (i + 1) * line) && Number.isInteger(lines)
    const stands = byLines && this.#item.length === 0 && lines > 1 && line > 1 && isEven
    return stands && this.#breaks.length >= lines - 1 ? [lines, line] : [first, ...this.#item]
  }
}

/** The sizes that `count` numbers are given, -1 for what follows from the others; null where they are not so many. */
export function reshaped(count: number, sizes: Shape): Shape | null {
  const known = sizes.reduce((product, size) => (size < 0 ? product : product * size), 1)
  const shape = sizes.map((size) => (size < 0 ? count / known : size))
  const isWhole = shape.every((size) => Number.isInteger(size) && size > 0)
  return isWhole && shape.reduce((a, b) => a * b, 1) === count ? shape : null
}

function words(shape: Shape): string {
  return shape.length === 0 ? 'a number' : shape.join(' × ')
}

/** The sizes that a call names: "3, 3". */
export function sizesOf(text: string): Shape {
  return text.split(',').map(Number)
}
