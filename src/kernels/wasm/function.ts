import {
  type Code,
  type Expr,
  type I32,
  i32,
  op,
  type Statement,
  toI32,
  unsignedLeb,
  type ValueType,
} from './code.ts'

/** A parameter or local variable; as an expression, its value. */
export interface Local<T extends ValueType = ValueType> extends Expr<T> {
  readonly index: number
}

/** A place that a branch goes to: the end of a block or the start of a loop. */
export interface Label {
  readonly depth: number
}

const TYPE_CODES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b }

/** The byte that names a value type in the binary format. */
export function typeCode(type: ValueType): number {
  return TYPE_CODES[type]
}

const BLOCK = 0x02
const LOOP = 0x03
const IF = 0x04
const ELSE = 0x05
const END = 0x0b
const BRANCH = 0x0c
const BRANCH_IF = 0x0d
const LOCAL_GET = 0x20
const LOCAL_SET = 0x21
const NO_RESULT = 0x40

/** One function being written: first its parameters, then locals and statements in order. */
export class FunctionBuilder {
  readonly #params: ValueType[] = []
  readonly #locals: ValueType[] = []
  readonly #body: Code[] = []
  #depth = 0

  get params(): readonly ValueType[] {
    return this.#params
  }

  /** The next parameter. @throws RangeError after the first local, because parameters are numbered first */
  param<T extends ValueType>(type: T): Local<T> {
    if (this.#locals.length > 0) throw new RangeError('parameters come before locals')
    this.#params.push(type)
    return this.#variable(type)
  }

  /** A new local, set to `value` here if one is given (else 0 when the function starts). */
  local<T extends ValueType>(type: T, value?: Expr<T>): Local<T> {
    this.#locals.push(type)
    const local = this.#variable(type)
    if (value) this.set(local, value)
    return local
  }

  #variable<T extends ValueType>(type: T): Local<T> {
    const index = this.#params.length + this.#locals.length - 1
    return { ...op(type, [LOCAL_GET, ...unsignedLeb(index)]), index }
  }

  emit(...statements: readonly Statement[]): void {
    for (const { statement } of statements) this.#body.push(statement)
  }

  set<T extends ValueType>(local: Local<T>, value: Expr<T>): void {
    this.#body.push(value.code, [LOCAL_SET, ...unsignedLeb(local.index)])
  }

  /** `local += amount` */
  increment(local: Local<'i32'>, amount: I32): void {
    if (amount !== 0) this.set(local, i32.add(local, amount))
  }

  /** A loop; a branch to its label starts it again. */
  loop(body: (again: Label) => void): void {
    this.#structure([LOOP, NO_RESULT], body)
  }

  /** A block; a branch to its label leaves it. */
  block(body: (exit: Label) => void): void {
    this.#structure([BLOCK, NO_RESULT], body)
  }

  if(condition: Expr<'i32'>, then: () => void, otherwise?: () => void): void {
    this.#structure([condition.code, IF, NO_RESULT], () => {
      then()
      if (!otherwise) return
      this.#body.push([ELSE])
      otherwise()
    })
  }

  #structure(start: Code, body: (label: Label) => void): void {
    this.#body.push(start)
    this.#depth++
    body({ depth: this.#depth })
    this.#depth--
    this.#body.push([END])
  }

  branch(label: Label): void {
    this.#body.push([BRANCH, ...unsignedLeb(this.#depth - label.depth)])
  }

  branchIf(label: Label, condition: Expr<'i32'>): void {
    this.#body.push([condition.code, BRANCH_IF, ...unsignedLeb(this.#depth - label.depth)])
  }

  /** `for (; i < end; i += step) body()`, compared as signed numbers; `i` keeps where it ended. */
  forUntil(i: Local<'i32'>, end: I32, step: I32, body: () => void): void {
    this.block((exit) => {
      this.loop((again) => {
        this.branchIf(exit, i32.geS(i, end))
        body()
        this.increment(i, step)
        this.branch(again)
      })
    })
  }

  /** Run `body` a number of times known now; not a loop at all when that is once. */
  repeat(times: number, body: () => void): void {
    if (times === 1) body()
    if (times <= 1) return
    const left = this.local('i32', toI32(times))
    this.loop((again) => {
      body()
      this.increment(left, -1)
      this.branchIf(again, left)
    })
  }

  /** The function's locals and body in the binary format. */
  code(): Code {
    const runs: { type: ValueType; count: number }[] = []
    for (const type of this.#locals) {
      const last = runs.at(-1)
      if (last?.type === type) last.count++
      else runs.push({ type, count: 1 })
    }
    const locals = runs.map(({ type, count }) => [...unsignedLeb(count), typeCode(type)])
    return [...unsignedLeb(runs.length), ...locals, ...this.#body, END]
  }
}
