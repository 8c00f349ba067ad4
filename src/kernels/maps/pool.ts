import type { KernelModule } from '../wasm/kernel-module.ts'
import { emitColumnBlocks, evenVectors, storeInRow } from './columns.ts'
import { type Lanes, lanesOf, type Vec } from '../wasm/lanes.ts'
import type { KernelSet } from '../wasm/sets.ts'
import { emitTaps, layoutKey, type WindowLayout } from './taps.ts'
import { i32, op, simd } from '../wasm/code.ts'
import { ModuleBuilder } from '../wasm/module.ts'

/** A pooling that a module is assembled for. */
export interface PoolSpec extends WindowLayout {
  readonly set: KernelSet
  /** Whether the engine's memory is shared. */
  readonly shared: boolean
  readonly type: 'maxPool2d' | 'avgPool2d'
}

/** Vectors side by side: independent sums that hide each other's latency. */
const VECTORS = 4

/** Bytes of x64 machine code for one tap of one vector: a load and an add, or a load, a maximum and a look for NaN. */
const TAP_BYTES = { maxPool2d: 24, avgPool2d: 14 } as const

/**
 * The module of a pooling. It exports `pool(input, output, rowCount, colCounts)`: one output row from the window's first
 * input row. Averages divide their sum (in tapOrder) by *rowCount * colCounts[x], two tables of floats; maxima spread
 * NaN and ignore both.
 */
export function poolModule(spec: PoolSpec): KernelModule<Uint8Array<ArrayBuffer>> {
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
        element: f.local(lanes.type),
        nans: f.local(lanes.type, lanes.constant(0)),
      }))
      emitTaps(f, spec, { input: window }, cells.length * TAP_BYTES[spec.type], (taps) => {
        for (const tap of taps) {
          for (const { offset, value, element, nans } of cells) {
            f.set(element, lanes.load(window, tap.input + offset))
            if (!isMax) f.set(value, lanes.add(value, element))
            else if (lanes.count === 1) f.set(value, lanes.max(value, element))
            else {
              // A vector maximum that spreads NaN takes x64 many instructions; to remember NaN takes two.
              f.set(value, lanes.pmax(value, element))
              f.set(nans, orNan(nans, element))
            }
          }
        }
      })
      for (const { offset, value, nans } of cells) {
        const count = () =>
          lanes.mul(lanes.loadSplat(rowCount), lanes.load(i32.add(colCounts, start), offset))
        const maximum = lanes.count === 1 ? value : or(value, nans)
        const result = isMax ? maximum : lanes.div(value, count())
        f.emit(...storeInRow(lanes, width, i32.add(output, start), result, offset))
      }
    })
  })
}

function or(a: Vec, b: Vec): Vec {
  return op('v128', simd(0x50), a, b)
}

/** All bits set, which is a NaN, in the lanes where they are or where `value` is NaN. */
function orNan(nans: Vec, value: Vec): Vec {
  return or(nans, op('v128', simd(0x42), value, value))
}
