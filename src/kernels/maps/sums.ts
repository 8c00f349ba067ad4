import type { Lanes } from '../wasm/lanes.ts'
import type { KernelSet } from '../wasm/sets.ts'
import { emitTaps, type Tap, type WindowLayout } from './taps.ts'
import { type Expr, i32 } from '../wasm/code.ts'
import type { FunctionBuilder, Local } from '../wasm/function.ts'

type Register = Local<'f32' | 'v128'>

/** A filter of a register block: where its map's rows go, and the register of its current weight. */
export interface Filter {
  readonly index: number
  readonly map: Local<'i32'>
  readonly weight: Register
}

/** A vector of output columns: bytes from the block's start to its inputs and outputs, and the register of its input. */
export interface Cell {
  readonly inputOffset: number
  readonly outputOffset: number
  readonly input: Register
}

/** The running sum of a filter in a cell. */
export interface Sum {
  readonly filter: Filter
  readonly cell: Cell
  readonly value: Register
}

/** Vector registers of x64 that code may use: one is the compiler's and, where a product takes one, one is that. */
const REGISTERS: Readonly<Record<KernelSet, number>> = { plain: 14, simd: 14, relaxed: 15 }

/** Bytes of x64 machine code: a load or broadcast, and a multiply-add. */
const LOAD_BYTES = 9
const MADD_BYTES: Readonly<Record<KernelSet, number>> = { plain: 9, simd: 9, relaxed: 5 }

/** Add all taps of all channels to the sums of a register block. */
export function emitChannels(
  f: FunctionBuilder,
  lanes: Lanes,
  spec: WindowLayout & { readonly inPerGroup: number },
  from: { readonly inputs: Expr<'i32'>; readonly firstInput: Expr<'i32'>; readonly weights: Expr<'i32'> },
  sums: readonly Sum[],
): void {
  const filters = [...new Set(sums.map((sum) => sum.filter))]
  const cells = [...new Set(sums.map((sum) => sum.cell))]
  const table = f.local('i32', from.inputs)
  const input = f.local('i32')
  const weights = f.local('i32', from.weights)
  const cursors = { input, weights: { address: weights, bytes: 4 * filters.length } }
  const tapBytes = (filters.length + cells.length) * LOAD_BYTES + sums.length * MADD_BYTES[lanes.set]
  const weightOf = (tap: Tap, filter: Filter) => lanes.loadSplat(weights, tap.weights + 4 * filter.index)

  /** The fewer of a tap's weights and inputs stay in registers while the others pass through one. */
  const emitTap = (tap: Tap) => {
    const weightLoads = filters.map((filter) => ({
      register: filter.weight,
      value: weightOf(tap, filter),
      sums: sums.filter((sum) => sum.filter === filter),
    }))
    const inputLoads = cells.map((cell) => ({
      register: cell.input,
      value: lanes.load(input, tap.input + cell.inputOffset),
      sums: sums.filter((sum) => sum.cell === cell),
    }))
    const [held, passed] =
      filters.length <= cells.length ? [weightLoads, inputLoads] : [inputLoads, weightLoads]
    for (const { register, value } of held) f.set(register, value)
    for (const { register, value, sums: fed } of passed) {
      f.set(register, value)
      for (const { filter, cell, value: sum } of fed) f.set(sum, lanes.madd(filter.weight, cell.input, sum))
    }
  }
  /** The weights of some taps of a column stay in registers, and each input is loaded once for all rows that it meets. */
  const emitSharing = (taps: readonly Tap[]) => {
    const uses = new Map<number, { weight: Register; sum: Register }[]>()
    for (const tap of taps) {
      for (const filter of filters) {
        const weight = f.local(lanes.type, weightOf(tap, filter))
        for (const { cell, value: sum } of sums.filter((each) => each.filter === filter)) {
          const offset = tap.input + cell.inputOffset
          uses.set(offset, [...(uses.get(offset) ?? []), { weight, sum }])
        }
      }
    }
    const passing = f.local(lanes.type)
    for (const [offset, users] of [...uses].sort(([a], [b]) => a - b)) {
      f.set(passing, lanes.load(input, offset))
      for (const { weight, sum } of users) f.set(sum, lanes.madd(weight, passing, sum))
    }
  }
  // Rows of a block meet the same inputs; the registers left hold the weights of some taps of a column.
  const hasRows = cells.some((cell) => cell.outputOffset >= 4 * spec.w.out)
  const taps = hasRows ? Math.floor((REGISTERS[lanes.set] - sums.length - 1) / filters.length) : 1
  const emitColumn = (column: readonly Tap[]) => {
    if (taps < 2) {
      for (const tap of column) emitTap(tap)
      return
    }
    const each = Math.ceil(column.length / Math.ceil(column.length / taps))
    for (let i = 0; i < column.length; i += each) emitSharing(column.slice(i, i + each))
  }
  f.repeat(spec.inPerGroup, () => {
    f.set(input, i32.add(i32.load(table), from.firstInput))
    emitTaps(f, spec, cursors, tapBytes, emitColumn)
    f.increment(table, 4)
  })
}
