import { emitColumnBlocks, evenVectors, storeInRow } from './columns.ts'
import type { KernelModule } from './conv.ts'
import { type Lanes, lanesOf, type Vec } from './lanes.ts'
import type { KernelSet } from './sets.ts'
import { emitTaps, layoutKey, type WindowLayout } from './taps.ts'
import { i32 } from './wasm-code.ts'
import { ModuleBuilder } from './wasm-module.ts'

/** A pooling that a module is assembled for. */
export interface PoolSpec extends WindowLayout {
  readonly set: KernelSet
  /** Whether the engine's memory is shared. */
  readonly shared: boolean
  readonly type: 'maxPool2d' | 'avgPool2d'
}

/** Vectors side by side: independent sums that hide each other's latency. */
const VECTORS = 4

/** Bytes of x64 machine code for one tap of one vector: a load and an add, or the many instructions of a NaN-true max. */
const TAP_BYTES = { maxPool2d: 40, avgPool2d: 14 } as const

/**
 * The module of a pooling. It exports `pool(input, output, rowCount, colCounts)`: one output row from the window's first
 * input row. Averages divide their sum (by row, column) by *rowCount * colCounts[x], two tables of floats; maxima spread
 * NaN and ignore both.
 */
export function poolModule(spec: PoolSpec): KernelModule {
  const memory = spec.shared ? 'shared' : 'own'
  return {
    key: `${spec.type}-${spec.set}-${memory}-${layoutKey(spec)}`,
    assemble: () => {
      const module = new ModuleBuilder(spec.shared)
      addPool(module, lanesOf(spec.set), spec)
      return module.bytes()
    },
  }
}

function addPool(module: ModuleBuilder, lanes: Lanes, spec: PoolSpec): void {
  const width = spec.w.out
  const isMax = spec.type === 'maxPool2d'
  const combine = (a: Vec, b: Vec) => (isMax ? lanes.max(a, b) : lanes.add(a, b))
  module.function('pool', (f) => {
    const input = f.param('i32')
    const output = f.param('i32')
    const rowCount = f.param('i32')
    const colCounts = f.param('i32')
    emitColumnBlocks(f, lanes, width, evenVectors(lanes, width, VECTORS), ({ start, offsets }) => {
      const window = f.local('i32', i32.add(input, start))
      const cells = offsets.map((offset) => ({
        offset,
        value: f.local(lanes.type, lanes.constant(isMax ? -Infinity : 0)),
      }))
      emitTaps(f, spec, { input: window }, cells.length * TAP_BYTES[spec.type], (taps) => {
        for (const tap of taps) {
          for (const { offset, value } of cells)
            f.set(value, combine(value, lanes.load(window, tap.input + offset)))
        }
      })
      for (const { offset, value } of cells) {
        const count = () =>
          lanes.mul(lanes.loadSplat(rowCount), lanes.load(i32.add(colCounts, start), offset))
        const result = isMax ? value : lanes.div(value, count())
        f.emit(...storeInRow(lanes, width, i32.add(output, start), result, offset))
      }
    })
  })
}
