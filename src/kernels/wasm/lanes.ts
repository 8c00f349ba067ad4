import type { KernelSet } from './sets.ts'
import {
  type Code,
  type Expr,
  f32,
  type I32,
  littleEndian,
  load,
  loadLane,
  op,
  simd,
  type Statement,
  store,
  toI32,
} from './code.ts'

/** A value of every lane: v128, or the one float of the plain set. */
export type Vec = Expr<'f32' | 'v128'>

/** The outcome of a comparison in every lane. */
export type Mask = Expr<'i32' | 'v128'>

/**
 * Float arithmetic on as many lanes as a set of instructions has, so that each kernel is written once for all sets.
 * Addresses and offsets are in bytes.
 */
export interface Lanes {
  readonly set: KernelSet
  readonly type: 'f32' | 'v128'
  readonly count: 1 | 4
  readonly bytes: 4 | 16
  constant(value: number): Vec
  splat(value: Expr<'f32'>): Vec
  load(address: I32, offset?: number): Vec
  /** One float into every lane. */
  loadSplat(address: I32, offset?: number): Vec
  /** `value` with one float in the place of lane `lane`. */
  loadLane(lane: number, address: I32, value: Vec, offset?: number): Vec
  store(address: I32, value: Vec, offset?: number): Statement
  /** Store lane `lane` alone, at `address + offset`. */
  storeLane(lane: number, address: I32, value: Vec, offset?: number): Statement
  lane(lane: number, value: Vec): Expr<'f32'>
  add(a: Vec, b: Vec): Vec
  sub(a: Vec, b: Vec): Vec
  mul(a: Vec, b: Vec): Vec
  div(a: Vec, b: Vec): Vec
  /** a * b + c: one rounding in the relaxed set where the CPU has it, else two. */
  madd(a: Vec, b: Vec, c: Vec): Vec
  /** The larger; NaN if either is. */
  max(a: Vec, b: Vec): Vec
  /** b < a ? b : a and a < b ? b : a: one machine instruction where `max` takes several; a NaN passes only as `a`. */
  pmin(a: Vec, b: Vec): Vec
  pmax(a: Vec, b: Vec): Vec
  abs(a: Vec): Vec
  /** The nearest integer, as a float. */
  nearest(a: Vec): Vec
  /** The magnitude of `a` with the sign of `b`. */
  copySign(a: Vec, b: Vec): Vec
  /** value * 2^n for integral n in [-252, 254], rounded once even where the result is subnormal. `n` is used twice. */
  scaleByPowerOf2(value: Vec, n: Vec): Vec
  lt(a: Vec, b: Vec): Mask
  gt(a: Vec, b: Vec): Mask
  select(mask: Mask, yes: Vec, no: Vec): Vec
}

/** What differs between one lane and four but has the same form: opcodes. */
interface Opcodes {
  readonly add: Code
  readonly sub: Code
  readonly mul: Code
  readonly div: Code
  readonly max: Code
  readonly abs: Code
  readonly nearest: Code
  readonly lt: Code
  readonly gt: Code
  readonly truncate: Code
  readonly addInt: Code
  readonly shiftLeft: Code
  readonly shiftRight: Code
}

const EXPONENT_BIAS = 127
const MANTISSA_BITS = 23

function arithmetic(type: 'f32' | 'v128', code: Opcodes, constantInt: (n: number) => Mask) {
  const maskType = type === 'f32' ? 'i32' : type
  const asFloat = type === 'f32' ? [0xbe] : []
  const powerOf2 = (n: Mask): Vec => {
    const biased = op(maskType, code.addInt, n, constantInt(EXPONENT_BIAS))
    return op(type, asFloat, op(maskType, code.shiftLeft, biased, toI32(MANTISSA_BITS)))
  }
  const half = (n: Mask): Mask => op(maskType, code.shiftRight, n, toI32(1))
  const mul = (a: Vec, b: Vec): Vec => op(type, code.mul, a, b)
  return {
    type,
    add: (a: Vec, b: Vec): Vec => op(type, code.add, a, b),
    sub: (a: Vec, b: Vec): Vec => op(type, code.sub, a, b),
    mul,
    div: (a: Vec, b: Vec): Vec => op(type, code.div, a, b),
    max: (a: Vec, b: Vec): Vec => op(type, code.max, a, b),
    abs: (a: Vec): Vec => op(type, code.abs, a),
    nearest: (a: Vec): Vec => op(type, code.nearest, a),
    lt: (a: Vec, b: Vec): Mask => op(maskType, code.lt, a, b),
    gt: (a: Vec, b: Vec): Mask => op(maskType, code.gt, a, b),
    // In two factors, 2^floor(n/2) and 2^ceil(n/2), because one alone cannot reach the subnormals.
    scaleByPowerOf2(value: Vec, n: Vec): Vec {
      const integer = op(maskType, code.truncate, n)
      return mul(
        mul(value, powerOf2(half(integer))),
        powerOf2(half(op(maskType, code.addInt, integer, constantInt(1)))),
      )
    },
  }
}

const scalar = arithmetic(
  'f32',
  {
    add: [0x92],
    sub: [0x93],
    mul: [0x94],
    div: [0x95],
    max: [0x97],
    abs: [0x8b],
    nearest: [0x90],
    lt: [0x5d],
    gt: [0x5e],
    truncate: [0xfc, 0x00],
    addInt: [0x6a],
    shiftLeft: [0x74],
    shiftRight: [0x75],
  },
  toI32,
)

const scalarSelect = (mask: Mask, yes: Vec, no: Vec): Vec => op('f32', [0x1b], yes, no, mask)

const PLAIN: Lanes = {
  ...scalar,
  set: 'plain',
  count: 1,
  bytes: 4,
  constant: f32.const,
  splat: (value) => value,
  load: f32.load,
  loadSplat: f32.load,
  loadLane: (_, address, __, offset) => f32.load(address, offset),
  store: (address, value, offset) => store([0x38], address, value, offset),
  storeLane: (_, address, value, offset) => store([0x38], address, value, offset),
  lane: (_, value) => op('f32', [], value),
  madd: (a, b, c) => scalar.add(scalar.mul(a, b), c),
  pmin: (a, b) => scalarSelect(scalar.lt(b, a), b, a),
  pmax: (a, b) => scalarSelect(scalar.lt(a, b), b, a),
  copySign: (a, b) => op('f32', [0x98], a, b),
  select: scalarSelect,
}

const vector = arithmetic(
  'v128',
  {
    add: simd(0xe4),
    sub: simd(0xe5),
    mul: simd(0xe6),
    div: simd(0xe7),
    max: simd(0xe9),
    abs: simd(0xe0),
    nearest: simd(0x6a),
    lt: simd(0x43),
    gt: simd(0x44),
    truncate: simd(0xf8),
    addInt: simd(0xae),
    shiftLeft: simd(0xab),
    shiftRight: simd(0xac),
  },
  (n) => op('v128', simd(0x11), toI32(n)),
)

const vectorConstant = (value: number) => {
  const lane = littleEndian(4, value)
  return op('v128', [...simd(0x0c), ...lane, ...lane, ...lane, ...lane])
}
const splat = (value: Expr<'f32'>) => op('v128', simd(0x13), value)
const bitSelect = (yes: Vec, no: Vec, mask: Mask) => op('v128', simd(0x52), yes, no, mask)

const SIMD: Lanes = {
  ...vector,
  set: 'simd',
  count: 4,
  bytes: 16,
  constant: vectorConstant,
  splat,
  load: (address, offset) => load('v128', simd(0x00), address, offset),
  loadSplat: (address, offset) => load('v128', simd(0x09), address, offset),
  loadLane: (lane, address, value, offset) => loadLane(simd(0x56), lane, address, value, offset),
  store: (address, value, offset) => store(simd(0x0b), address, value, offset),
  storeLane: (lane, address, value, offset) => store(simd(0x5a), address, value, offset, [lane]),
  lane: (lane, value) => op('f32', [...simd(0x1f), lane], value),
  madd: (a, b, c) => vector.add(vector.mul(a, b), c),
  pmin: (a, b) => op('v128', simd(0xea), a, b),
  pmax: (a, b) => op('v128', simd(0xeb), a, b),
  copySign: (a, b) => bitSelect(b, a, vectorConstant(-0)),
  select: (mask, yes, no) => bitSelect(yes, no, mask),
}

const RELAXED: Lanes = {
  ...SIMD,
  set: 'relaxed',
  madd: (a, b, c) => op('v128', simd(0x105), a, b, c),
}

const LANES: Readonly<Record<KernelSet, Lanes>> = { plain: PLAIN, simd: SIMD, relaxed: RELAXED }

/** The vector vocabulary of a set. */
export function lanesOf(set: KernelSet): Lanes {
  return LANES[set]
}

/** Four of the eight floats of two vectors, by number; not for the plain set. */
function pick(low: Vec, high: Vec, ...floats: readonly [number, number, number, number]): Vec {
  const bytes = floats.flatMap((i) => [0, 1, 2, 3].map((byte) => 4 * i + byte))
  return op('v128', [...simd(0x0d), ...bytes], low, high)
}

/** Floats 0, 2, 4, 6 (parity 0) or 1, 3, 5, 7 (parity 1) of two vectors; not for the plain set. */
export function everySecond(parity: 0 | 1, low: Vec, high: Vec): Vec {
  return pick(low, high, parity, parity + 2, parity + 4, parity + 6)
}

/** The first (half 0) or second two lanes of two vectors, in turn; not for the plain set. */
export function alternate(half: 0 | 1, a: Vec, b: Vec): Vec {
  return half === 0 ? pick(a, b, 0, 4, 1, 5) : pick(a, b, 2, 6, 3, 7)
}

/** Lanes 1, 2, 3 of a vector and lane `lane` of the next; not for the plain set. */
export function followedBy(a: Vec, next: Vec, lane: number): Vec {
  return pick(a, next, 1, 2, 3, 4 + lane)
}
