import { shown } from '../hidden-characters.ts'
import { PickleObject, PickleName, PickleReference, type PickleValue } from './pickle-values.ts'
import { PickleReader } from './pickle-reader.ts'
import { refuse } from './places.ts'

/** What is made of the calls in a pickle. */
export interface PickleHost {
  /** The value that stands for what Python would get by calling a function. @throws FormatError for one that is not known here */
  call(name: string, args: readonly PickleValue[]): PickleValue
  /** The value that stands for a new object of a class. @throws FormatError for one that is no data */
  build(className: string, args: readonly PickleValue[]): PickleValue
}

/** Bytes of a whole number: the magic number of PyTorch's old files has ten. */
const MAX_INTEGER = 32

/**
 * The first value of a pickle, and where it ends (Python's pickletools: protocols 0 to 5). Every opcode takes a byte at least and
 * makes at most one value, so that neither time nor memory grows beyond the bytes. Nothing is called or built: names stay names.
 * @throws FormatError; PickleEnd where more bytes are needed
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  host: PickleHost,
): { value: PickleValue; end: number } {
  const reader = new PickleReader(bytes)
  reader.at = start
  const machine = new PickleMachine(reader, host)
  for (;;) {
    const code = reader.byte()
    if (code === STOP) return { value: machine.pop(), end: reader.at }
    const step = OPCODES.get(code)
    if (step === undefined) refuse(`an opcode that is not read (${code}, byte ${reader.at - 1})`)
    step(machine)
  }
}

class PickleMachine {
  #stack: PickleValue[] = []
  readonly #marked: PickleValue[][] = []
  readonly memo = new Map<number, PickleValue>()

  constructor(
    readonly reader: PickleReader,
    readonly host: PickleHost,
  ) {}

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
    this.push(this.host.call(callee.name, args))
  }

  build(): void {
    const args = this.pop()
    const cls = classOf(this.pop())
    if (cls === null || !Array.isArray(args)) refuse('the pickle builds what is no class')
    this.push(this.host.build(cls, args))
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

function integer(text: string): number {
  if (!/^-?\d{1,40}L?$/.test(text)) refuse(`not a number: ${shown(text, 24)}`)
  return parseInt(text, 10)
}

function float(text: string): number {
  const value =
    { nan: NaN, inf: Infinity, '-inf': -Infinity }[text] ??
    (/^[-+\d.eE]{1,40}$/.test(text) ? Number(text) : undefined)
  return value ?? refuse(`not a number: ${shown(text, 24)}`)
}

/** Two's complement, little-endian; beyond 2^53 as much as a float64 says. */
function long(bytes: Uint8Array): number {
  if (bytes.length > MAX_INTEGER) refuse(`a whole number of ${bytes.length} bytes`)
  const unsigned = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  return Number(BigInt.asIntN(8 * bytes.length, unsigned))
}

/** A string of protocol 0, in quotes; its escapes stay as they are, as no name of a tensor has one. */
function quoted(text: string): string {
  return /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : refuse('the pickle has a string without quotes')
}

const STOP = 0x2e

type Step = (machine: PickleMachine) => void

/** Opcodes by their names in pickletools. What only code needs (INST, OBJ, EXT, buffers outside) is not among them. */
const OPCODES: ReadonlyMap<number, Step> = new Map<number, Step>([
  [0x80, (m) => void m.reader.byte()], // PROTO
  [0x95, (m) => void m.reader.uint64()], // FRAME
  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => void m.pop()], // POP
  [0x31, (m) => void m.popMarked()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4b, (m) => m.push(m.reader.byte())], // BININT1
  [0x4d, (m) => m.push(m.reader.uint16())], // BININT2
  [0x4a, (m) => m.push(m.reader.int32())], // BININT
  [0x49, (m) => pushInt(m)], // INT
  [0x4c, (m) => m.push(integer(m.reader.line()))], // LONG
  [0x8a, (m) => m.push(long(m.reader.bytes(m.reader.byte())))], // LONG1
  [0x8b, (m) => m.push(long(m.reader.bytes(m.reader.uint32())))], // LONG4
  [0x46, (m) => m.push(float(m.reader.line()))], // FLOAT
  [0x47, (m) => m.push(m.reader.float64())], // BINFLOAT
  [0x53, (m) => m.push(quoted(m.reader.line()))], // STRING
  [0x55, (m) => m.push(m.reader.text(m.reader.byte()))], // SHORT_BINSTRING
  [0x54, (m) => m.push(m.reader.text(m.reader.uint32()))], // BINSTRING
  [0x56, (m) => m.push(m.reader.line())], // UNICODE
  [0x8c, (m) => m.push(m.reader.text(m.reader.byte()))], // SHORT_BINUNICODE
  [0x58, (m) => m.push(m.reader.text(m.reader.uint32()))], // BINUNICODE
  [0x8d, (m) => m.push(m.reader.text(m.reader.uint64()))], // BINUNICODE8
  [0x43, (m) => m.push(m.reader.bytes(m.reader.byte()))], // SHORT_BINBYTES
  [0x42, (m) => m.push(m.reader.bytes(m.reader.uint32()))], // BINBYTES
  [0x8e, (m) => m.push(m.reader.bytes(m.reader.uint64()))], // BINBYTES8
  [0x96, (m) => m.push(m.reader.bytes(m.reader.uint64()))], // BYTEARRAY8
  [0x7d, (m) => m.push(new Map())], // EMPTY_DICT
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x29, (m) => m.push([])], // EMPTY_TUPLE
  [0x8f, (m) => m.push([])], // EMPTY_SET
  [0x64, (m) => pushDict(m)], // DICT
  [0x6c, (m) => m.push(m.popMarked())], // LIST
  [0x74, (m) => m.push(m.popMarked())], // TUPLE
  [0x91, (m) => m.push(m.popMarked())], // FROZENSET
  [0x85, (m) => pushTuple(m, 1)], // TUPLE1
  [0x86, (m) => pushTuple(m, 2)], // TUPLE2
  [0x87, (m) => pushTuple(m, 3)], // TUPLE3
  [0x61, (m) => append(m)], // APPEND
  [0x65, (m) => appendMarked(m)], // APPENDS
  [0x90, (m) => appendMarked(m)], // ADDITEMS
  [0x73, (m) => setItem(m)], // SETITEM
  [0x75, (m) => setMarked(m)], // SETITEMS
  [0x63, (m) => m.name(m.reader.line(), m.reader.line())], // GLOBAL
  [0x93, (m) => stackName(m)], // STACK_GLOBAL
  [0x52, (m) => m.call()], // REDUCE
  [0x81, (m) => m.build()], // NEWOBJ
  [0x92, (m) => buildWithNames(m)], // NEWOBJ_EX
  [0x62, (m) => m.setState(m.pop())], // BUILD
  [0x50, (m) => m.push(new PickleReference(m.reader.line()))], // PERSID
  [0x51, (m) => m.push(new PickleReference(m.pop()))], // BINPERSID
  [0x70, (m) => m.keep(integer(m.reader.line()))], // PUT
  [0x71, (m) => m.keep(m.reader.byte())], // BINPUT
  [0x72, (m) => m.keep(m.reader.uint32())], // LONG_BINPUT
  [0x94, (m) => m.keep(m.memo.size)], // MEMOIZE
  [0x67, (m) => m.recall(integer(m.reader.line()))], // GET
  [0x68, (m) => m.recall(m.reader.byte())], // BINGET
  [0x6a, (m) => m.recall(m.reader.uint32())], // LONG_BINGET
])

/** INT: protocol 0 writes True as 01 and False as 00. */
function pushInt(m: PickleMachine): void {
  const text = m.reader.line()
  m.push(text === '01' ? true : text === '00' ? false : integer(text))
}

function pushDict(m: PickleMachine): void {
  const values = m.popMarked()
  m.push(new Map())
  m.setItems(values)
}

function pushTuple(m: PickleMachine, length: number): void {
  m.push(Array.from({ length }, () => m.pop()).reverse())
}

function append(m: PickleMachine): void {
  const value = m.pop()
  m.append([value])
}

function appendMarked(m: PickleMachine): void {
  const values = m.popMarked()
  m.append(values)
}

function setItem(m: PickleMachine): void {
  const value = m.pop()
  const key = m.pop()
  m.setItems([key, value])
}

function setMarked(m: PickleMachine): void {
  const values = m.popMarked()
  m.setItems(values)
}

function stackName(m: PickleMachine): void {
  const name = m.pop()
  const module = m.pop()
  m.name(module, name)
}

function buildWithNames(m: PickleMachine): void {
  m.pop() // arguments by name
  m.build()
}
