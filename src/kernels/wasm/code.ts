/*
 * WebAssembly instructions as typed expressions: `i32.add(x, 4)` is the code that leaves x + 4 on the stack, and
 * TypeScript checks that operands have the types the instruction wants. Opcodes: https://webassembly.github.io/spec/core/
 */

export type ValueType = 'i32' | 'f32' | 'f64' | 'v128'

/** Bytes of code, nested as they were composed; flattened once, when a function is finished. */
export type Code = readonly (number | Uint8Array | Code)[]

/** Code that pushes one value of type T and changes nothing else but memory. */
export interface Expr<T extends ValueType = ValueType> {
  readonly type: T
  readonly code: Code
}

/** Code that leaves the stack as it was, such as a store. */
export interface Statement {
  readonly statement: Code
}

/** An i32 operand; a number stands for a constant. */
export type I32 = Expr<'i32'> | number

/** An integer 0 <= value < 2^32 in LEB128. */
export function unsignedLeb(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  do {
    const low = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest === 0 ? low : low | 0x80)
  } while (rest !== 0)
  return bytes
}

/** A signed 32-bit integer in LEB128; larger values wrap, as addresses above 2 GiB do. */
export function signedLeb(value: number): number[] {
  const bytes: number[] = []
  let rest = value | 0
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
    bytes.push(done ? low : low | 0x80)
    if (done) return bytes
  }
}

/** The bytes of a float of 4 or 8 bytes. */
export function littleEndian(bytes: 4 | 8, value: number): number[] {
  const view = new DataView(new ArrayBuffer(bytes))
  if (bytes === 4) view.setFloat32(0, value, true)
  else view.setFloat64(0, value, true)
  return [...new Uint8Array(view.buffer)]
}

/** The opcode of a vector instruction, by its number in the SIMD and relaxed SIMD proposals. */
export function simd(opcode: number): Code {
  return [0xfd, ...unsignedLeb(opcode)]
}

/** An instruction with its operands pushed before it. */
export function op<T extends ValueType>(type: T, opcode: Code, ...operands: readonly Expr[]): Expr<T> {
  return { type, code: [...operands.map((operand) => operand.code), ...opcode] }
}

/** An i32 operand as an expression. */
export function toI32(value: I32): Expr<'i32'> {
  return typeof value === 'number' ? op('i32', [0x41, ...signedLeb(value)]) : value
}

/** The immediates of a load or store: no alignment promised, and a constant byte offset. */
function memoryArgument(offset: number): Code {
  return [0, ...unsignedLeb(offset)]
}

/** A load from `address + offset` bytes. */
export function load<T extends ValueType>(type: T, opcode: Code, address: I32, offset = 0): Expr<T> {
  return op(type, [...opcode, ...memoryArgument(offset)], toI32(address))
}

/** A store to `address + offset` bytes; `immediate` follows the memory argument (the lane of a lane store). */
export function store(opcode: Code, address: I32, value: Expr, offset = 0, immediate: Code = []): Statement {
  return { statement: [toI32(address).code, value.code, ...opcode, ...memoryArgument(offset), ...immediate] }
}

/** A load from `address + offset` bytes into one lane of a vector. */
export function loadLane<T extends ValueType>(
  opcode: Code,
  lane: number,
  address: I32,
  value: Expr<T>,
  offset = 0,
): Expr<T> {
  return op(value.type, [...opcode, ...memoryArgument(offset), lane], toI32(address), value)
}

/** Copy `bytes` bytes; the two runs may overlap. */
export function memoryCopy(to: I32, from: I32, bytes: I32): Statement {
  return { statement: [toI32(to).code, toI32(from).code, toI32(bytes).code, 0xfc, 0x0a, 0, 0] }
}

/** `condition ? yes : no`, both evaluated. */
export function select<T extends ValueType>(condition: Expr<'i32'>, yes: Expr<T>, no: Expr<T>): Expr<T> {
  return op(yes.type, [0x1b], yes, no, condition)
}

const binaryI32 = (opcode: number) => (a: I32, b: I32) => op('i32', [opcode], toI32(a), toI32(b))

export const i32 = {
  const: (value: number) => toI32(value),
  load: (address: I32, offset = 0) => load('i32', [0x28], address, offset),
  store: (address: I32, value: I32, offset = 0) => store([0x36], address, toI32(value), offset),
  eqz: (a: I32) => op('i32', [0x45], toI32(a)),
  eq: binaryI32(0x46),
  ne: binaryI32(0x47),
  ltS: binaryI32(0x48),
  ltU: binaryI32(0x49),
  gtS: binaryI32(0x4a),
  gtU: binaryI32(0x4b),
  geS: binaryI32(0x4e),
  geU: binaryI32(0x4f),
  add: binaryI32(0x6a),
  sub: binaryI32(0x6b),
  mul: binaryI32(0x6c),
  divU: binaryI32(0x6e),
  remU: binaryI32(0x70),
  and: binaryI32(0x71),
  shl: binaryI32(0x74),
  shrU: binaryI32(0x76),
  minS: (a: Expr<'i32'>, b: Expr<'i32'>) => select(i32.ltS(a, b), a, b),
  maxS: (a: Expr<'i32'>, b: Expr<'i32'>) => select(i32.ltS(a, b), b, a),
  /** Towards zero; NaN is 0 and what does not fit is the nearest that does. */
  truncF64: (a: Expr<'f64'>) => op('i32', [0xfc, 0x02], a),
}

const binaryF64 = (opcode: number) => (a: Expr<'f64'>, b: Expr<'f64'>) => op('f64', [opcode], a, b)
const compareF64 = (opcode: number) => (a: Expr<'f64'>, b: Expr<'f64'>) => op('i32', [opcode], a, b)

export const f64 = {
  const: (value: number) => op('f64', [0x44, ...littleEndian(8, value)]),
  store: (address: I32, value: Expr<'f64'>, offset = 0) => store([0x39], address, value, offset),
  ne: compareF64(0x62),
  gt: compareF64(0x64),
  add: binaryF64(0xa0),
  sub: binaryF64(0xa1),
  mul: binaryF64(0xa2),
  div: binaryF64(0xa3),
  fromF32: (a: Expr<'f32'>) => op('f64', [0xbb], a),
  fromI32: (a: Expr<'i32'>) => op('f64', [0xb7], a),
}

const binaryF32 = (opcode: number) => (a: Expr<'f32'>, b: Expr<'f32'>) => op('f32', [opcode], a, b)
const compareF32 = (opcode: number) => (a: Expr<'f32'>, b: Expr<'f32'>) => op('i32', [opcode], a, b)

export const f32 = {
  const: (value: number) => op('f32', [0x43, ...littleEndian(4, value)]),
  load: (address: I32, offset = 0) => load('f32', [0x2a], address, offset),
  store: (address: I32, value: Expr<'f32'>, offset = 0) => store([0x38], address, value, offset),
  eq: compareF32(0x5b),
  lt: compareF32(0x5d),
  gt: compareF32(0x5e),
  sub: binaryF32(0x93),
  mul: binaryF32(0x94),
  fromF64: (a: Expr<'f64'>) => op('f32', [0xb6], a),
}
