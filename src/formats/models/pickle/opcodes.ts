import { shown } from '../../hidden-characters.ts'
import type { PickleMachine } from './machine.ts'
import { PickleReference } from './values.ts'
import { refuse } from '../places.ts'

/** Bytes of a whole number: the magic number of PyTorch's old files has ten. */
const MAX_INTEGER = 32

/** What an opcode does. */
export type Step = (machine: PickleMachine) => void

/** Opcodes by their names in pickletools. What only code needs (INST, OBJ, EXT, buffers outside) is not among them. */
export const OPCODES: ReadonlyMap<number, Step> = new Map<number, Step>([
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
