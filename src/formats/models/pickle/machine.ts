import { PickleName, PickleObject, PickleReference, type PickleValue } from './values.ts'
import type { PickleReader } from './reader.ts'
import { refuse } from '../places.ts'

/** What is made of the calls in a pickle. */
export interface PickleHost {
  /**
   * The value that stands for what Python would get by calling a function.
   * @param copies is told how many entries are copied for it, before they are
   * @throws FormatError for a function that is not known here
   */
  call(name: string, args: readonly PickleValue[], copies: Copies): PickleValue
  /** The value that stands for a new object of a class. @throws FormatError for one that is no data */
  build(className: string, args: readonly PickleValue[], copies: Copies): PickleValue
}

/** Takes note of entries that are copied. @throws FormatError once they are more than the file has bytes */
export type Copies = (entries: number) => void

/** The stack and the memo that a pickle's opcodes work on. */
export class PickleMachine {
  #stack: PickleValue[] = []
  readonly #marked: PickleValue[][] = []
  readonly memo = new Map<number, PickleValue>()

  /** Entries that calls may still copy: each stands in the file once, but a list may be kept and handed to many calls. */
  #copiesLeft: number

  /** @param size of the file in bytes */
  constructor(
    readonly reader: PickleReader,
    readonly host: PickleHost,
    size: number,
  ) {
    this.#copiesLeft = size
  }

  readonly #copies: Copies = (entries) => {
    this.#copiesLeft -= entries
    if (this.#copiesLeft < 0) refuse('the pickle makes dicts of the same entries over and over')
  }

  push(value: PickleValue): void {
    this.#stack.push(value)
  }

  mark(): void {
    this.#marked.push(this.#stack)
    this.#stack = []
  }

  /** The newest value. @throws FormatError where there is none */
  pop(): PickleValue {
    const value = this.#stack.pop()
    if (value === undefined) refuse('the pickle takes a value where none is: it is damaged')
    return value
  }

  top(): PickleValue {
    const value = this.#stack.at(-1)
    if (value === undefined) refuse('the pickle takes a value where none is: it is damaged')
    return value
  }

  /** All values since the last mark. */
  popMarked(): PickleValue[] {
    const values = this.#stack
    const before = this.#marked.pop()
    if (before === undefined) refuse('the pickle ends a list that it never began: it is damaged')
    this.#stack = before
    return values
  }

  recall(index: number): void {
    const value = this.memo.get(index)
    if (value === undefined)
      refuse(`the pickle takes back value ${index}, which it never kept: it is damaged`)
    this.push(value)
  }

  keep(index: number): void {
    this.memo.set(index, this.top())
  }

  name(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string')
      refuse('the pickle has a name that is no text')
    this.push(new PickleName(`${module}.${name}`))
  }

  call(): void {
    const args = this.pop()
    const callee = this.pop()
    if (!(callee instanceof PickleName) || !Array.isArray(args)) refuse('the pickle calls what is no name')
    this.push(this.host.call(callee.name, args, this.#copies))
  }

  build(): void {
    const args = this.pop()
    const cls = classOf(this.pop())
    if (cls === null || !Array.isArray(args)) refuse('the pickle builds what is no class')
    this.push(this.host.build(cls, args, this.#copies))
  }

  setState(state: PickleValue): void {
    const target = this.top()
    // the state of a dict or a tensor is about it, such as the versions of its modules
    if (target instanceof PickleObject) target.state = state
  }

  append(values: readonly PickleValue[]): void {
    const list = this.top()
    if (!Array.isArray(list)) refuse('the pickle appends to what is no list')
    for (const value of values) list.push(value)
  }

  setItems(values: readonly PickleValue[]): void {
    const dict = this.top()
    if (!(dict instanceof Map) || values.length % 2 !== 0)
      refuse('the pickle sets entries of what is no dict')
    for (let i = 0; i < values.length; i += 2) dict.set(values[i] ?? null, values[i + 1] ?? null)
  }
}

/** The name of a class; PyTorch's old files have them outside, with their source. */
function classOf(value: PickleValue): string | null {
  if (value instanceof PickleName) return value.name
  const [kind, name] = value instanceof PickleReference && Array.isArray(value.id) ? value.id : []
  return kind === 'module' && name instanceof PickleName ? name.name : null
}
