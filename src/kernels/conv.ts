import { emitColumnBlocks, storeInRow } from './columns.ts'
import { type Lanes, lanesOf, type Vec } from './lanes.ts'
import type { ConvBlock } from './program.ts'
import type { KernelSet } from './sets.ts'
import { emitTaps, layoutKey, type WindowLayout } from './taps.ts'
import { type Expr, i32 } from './wasm-code.ts'
import type { FunctionBuilder, Local } from './wasm-function.ts'
import { ModuleBuilder } from './wasm-module.ts'

/** A direct convolution that a module is assembled for. */
export interface ConvSpec extends WindowLayout {
  readonly set: KernelSet
  /** Whether the engine's memory is shared. */
  readonly shared: boolean
  readonly inPerGroup: number
  readonly block: ConvBlock
}

/** A module by its key, assembled when asked for: equal keys mean equal bytes. */
export interface KernelModule {
  readonly key: string
  readonly assemble: () => Uint8Array<ArrayBuffer>
}

/** The place, among the module's functions, of the one that computes `filters` filters x `rows` rows. */
export function convFunction(block: ConvBlock, filters: number, rows: number): number {
  return (filters - 1) * block.rows + rows - 1
}

/**
 * The module of a convolution. It exports, for each 1 <= F <= block.filters and 1 <= R <= block.rows in turn,
 * `FxR(inputs, inputOffset, weights, outputs, outputOffset)`: F filters x R whole output rows. `inputs` points to the
 * table of the group's planes, `outputs` to the table of the filters' maps, the offsets are those of the first row in
 * bytes, `weights` points to the packed block.
 *
 * Direct convolution as in XNNPACK's conv2d-chw kernels: F x R x V vectors of sums stay in registers while all channels
 * and taps pass; all sizes are constants of the code. Each sum is: bias, then taps by channel, row, column, whatever the
 * block, so that its bits depend on the set alone.
 */
export function convModule(spec: ConvSpec): KernelModule {
  const { filters, rows, vectors } = spec.block
  const memory = spec.shared ? 'shared' : 'own'
  const key = `conv-${spec.set}-${memory}-${filters}x${rows}x${vectors}-c${spec.inPerGroup}-${layoutKey(spec)}`
  const assemble = () => {
    const module = new ModuleBuilder(spec.shared)
    for (let f = 1; f <= filters; f++) {
      for (let r = 1; r <= rows; r++) emitConv(module, spec, f, r)
    }
    return module.bytes()
  }
  return { key, assemble }
}

/** Floats of one filter's packed weights and bias. */
export function weightFloatsPerFilter({
  inPerGroup,
  h,
  w,
}: Pick<ConvSpec, 'inPerGroup' | 'h' | 'w'>): number {
  return inPerGroup * h.kernel * w.kernel + 1
}

/**
 * Pack the weights of one tile: for each block of `block.filters` filters (fewer in the last) their biases, then
 * [channel][row][column][filter of the block].
 * @param target receives weightFloatsPerFilter(spec) floats for each filter
 * @param weight OIHW, all filters of the layer
 * @param bias of all filters of the layer, or null for zeros
 * @param filters numbers of the tile's filters, all of one group
 */
export function packWeights(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  spec: Pick<ConvSpec, 'inPerGroup' | 'h' | 'w' | 'block'>,
): void {
  const taps = weightFloatsPerFilter(spec) - 1
  for (let first = 0; first < filters.length; first += spec.block.filters) {
    const block = filters.slice(first, first + spec.block.filters)
    const start = first * (taps + 1)
    for (const [i, filter] of block.entries()) {
      target[start + i] = bias?.[filter] ?? 0
      for (let tap = 0; tap < taps; tap++) {
        target[start + (tap + 1) * block.length + i] = weight[filter * taps + tap] ?? 0
      }
    }
  }
}

/** The last thing done to a finished sum before it is stored: the place of a fused activation. */
function epilogue(sum: Vec): Vec {
  return sum
}

/** Bytes of x64 machine code: a load or broadcast, and a multiply-add. */
const LOAD_BYTES = 9
const MADD_BYTES: Readonly<Record<KernelSet, number>> = { plain: 9, simd: 9, relaxed: 5 }

/** A filter of the block: where its map's rows go, and the register of its current weight. */
interface Filter {
  readonly index: number
  readonly map: Local<'i32'>
  readonly weight: Local<'f32' | 'v128'>
}

/** A vector of output columns: bytes from the block's start to its inputs and outputs, and the register of its input. */
interface Cell {
  readonly inputOffset: number
  readonly outputOffset: number
  readonly input: Local<'f32' | 'v128'>
}

/** The running sum of a filter in a cell. */
interface Sum {
  readonly filter: Filter
  readonly cell: Cell
  readonly value: Local<'f32' | 'v128'>
}

function emitConv(module: ModuleBuilder, spec: ConvSpec, filterCount: number, rows: number): void {
  const lanes = lanesOf(spec.set)
  const { block } = spec
  const width = spec.w.out
  // Fewer filters or rows leave registers free: more columns at once keep the multipliers as busy.
  const mostVectors = Math.floor((block.filters * block.rows * block.vectors) / (filterCount * rows))
  module.function(`${filterCount}x${rows}`, (f) => {
    const inputs = f.param('i32')
    const inputOffset = f.param('i32')
    const weights = f.param('i32')
    const outputs = f.param('i32')
    const outputOffset = f.param('i32')
    const filters = Array.from({ length: filterCount }, (_, index) => ({
      index,
      map: f.local('i32', i32.add(i32.load(outputs, 4 * index), outputOffset)),
      weight: f.local(lanes.type),
    }))
    emitColumnBlocks(f, lanes, width, mostVectors, ({ start, offsets }) => {
      const cells = Array.from({ length: rows }, (_, row) =>
        offsets.map((offset) => ({
          inputOffset: 4 * row * spec.h.stride * spec.rowPitch + offset,
          outputOffset: 4 * row * width + offset,
          input: f.local(lanes.type),
        })),
      ).flat()
      const sums = filters.flatMap((filter) =>
        cells.map((cell) => ({
          filter,
          cell,
          value: f.local(lanes.type, lanes.loadSplat(weights, 4 * filter.index)),
        })),
      )
      const firstInput = f.local('i32', i32.add(inputOffset, start))
      emitChannels(f, spec, lanes, { inputs, firstInput, weights: i32.add(weights, 4 * filterCount) }, sums)
      for (const { filter, cell, value } of sums) {
        const address = i32.add(filter.map, start)
        f.emit(...storeInRow(lanes, width, address, epilogue(value), cell.outputOffset))
      }
    })
  })
}

/** Add all taps of all channels to the sums. */
function emitChannels(
  f: FunctionBuilder,
  spec: ConvSpec,
  lanes: Lanes,
  from: { readonly inputs: Expr<'i32'>; readonly firstInput: Expr<'i32'>; readonly weights: Expr<'i32'> },
  sums: readonly Sum[],
): void {
  const filters = [...new Set(sums.map((sum) => sum.filter))]
  const cells = [...new Set(sums.map((sum) => sum.cell))]
  const table = f.local('i32', from.inputs)
  const input = f.local('i32')
  const weights = f.local('i32', from.weights)
  const cursors = { input, weights: { address: weights, bytes: 4 * filters.length } }
  const tapBytes = (filters.length + cells.length) * LOAD_BYTES + sums.length * MADD_BYTES[spec.set]

  const emitTap = (inputOffset: number, weightOffset: number) => {
    const weightLoads = filters.map((filter) => ({
      register: filter.weight,
      value: lanes.loadSplat(weights, weightOffset + 4 * filter.index),
      sums: sums.filter((sum) => sum.filter === filter),
    }))
    const inputLoads = cells.map((cell) => ({
      register: cell.input,
      value: lanes.load(input, inputOffset + cell.inputOffset),
      sums: sums.filter((sum) => sum.cell === cell),
    }))
    // The fewer of the two stay in registers while the others pass through one.
    const [held, passed] =
      filters.length <= cells.length ? [weightLoads, inputLoads] : [inputLoads, weightLoads]
    for (const { register, value } of held) f.set(register, value)
    for (const { register, value, sums: fed } of passed) {
      f.set(register, value)
      for (const { filter, cell, value: sum } of fed) f.set(sum, lanes.madd(filter.weight, cell.input, sum))
    }
  }
  f.repeat(spec.inPerGroup, () => {
    f.set(input, i32.add(i32.load(table), from.firstInput))
    emitTaps(f, spec, cursors, tapBytes, emitTap)
    f.increment(table, 4)
  })
}
