import { emitColumnBlocks, evenVectors, storeInRow } from '../../maps/columns.ts'
import { type Lanes, lanesOf } from '../../wasm/lanes.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import { emitChannels } from '../../maps/sums.ts'
import { layoutKey, type WindowLayout } from '../../maps/taps.ts'
import { i32 } from '../../wasm/code.ts'
import type { FunctionBuilder } from '../../wasm/function.ts'
import type { KernelModule } from '../../wasm/kernel-module.ts'
import { ModuleBuilder } from '../../wasm/module.ts'
import type { ConvBlock } from './shape.ts'

/** A direct convolution that a module is assembled for. */
export interface ConvSpec extends WindowLayout {
  readonly set: KernelSet
  /** Whether the engine's memory is shared. */
  readonly shared: boolean
  readonly inPerGroup: number
  readonly block: ConvBlock
}

/**
 * The module of a convolution. It exports, for each 1 <= F <= block.filters and 1 <= R <= block.rows in turn,
 * `FxR(inputs, inputOffset, weights, outputs, outputOffset, times)`: F filters x R whole output rows, and so on
 * down the maps, `times` times (once for 0). `inputs` points to the table of the group's planes, `outputs` to the table of the
 * filters' maps, the offsets are those of the first row in bytes, `weights` points to the packed block.
 *
 * Direct convolution as in XNNPACK's conv2d-chw kernels: F x R x V vectors of sums stay in registers while all channels
 * and taps pass; all sizes are constants of the code. Each sum is: bias, then taps by channel and in tapOrder, whatever the
 * block, so that its bits depend on the set alone.
 */
export function convModule(spec: ConvSpec): KernelModule<Uint8Array<ArrayBuffer>> {
  const { filters, rows, vectors } = spec.block
  const key = `conv-${spec.set}-${spec.shared ? 'shared' : 'own'}-${filters}x${rows}x${vectors}-c${spec.inPerGroup}-${layoutKey(spec)}`
  const assemble = () => {
    const module = new ModuleBuilder(spec.shared)
    for (let f = 1; f <= filters; f++) {
      for (let r = 1; r <= rows; r++) {
        module.function(`${f}x${r}`, (builder) => {
          emitConv(builder, spec, f, r)
        })
      }
    }
    return module.bytes()
  }
  return { key, assemble }
}

/**
 * The vectors of a row that are computed at once where there are fewer filters or rows than the block has: the registers left
 * take more of them.
 */
function vectorsAtOnce(lanes: Lanes, { block, w }: ConvSpec, filters: number, rows: number): number {
  const most = Math.floor((block.rows * block.vectors) / rows) * Math.floor(block.filters / filters)
  return evenVectors(lanes, w.out, most)
}

function emitConv(f: FunctionBuilder, spec: ConvSpec, filterCount: number, rows: number): void {
  const lanes = lanesOf(spec.set)
  const width = spec.w.out
  const inputRow = 4 * spec.h.stride * spec.rowPitch
  const size = vectorsAtOnce(lanes, spec, filterCount, rows)
  const inputs = f.param('i32')
  const inputOffset = f.param('i32')
  const weights = f.param('i32')
  const outputs = f.param('i32')
  const outputOffset = f.param('i32')
  const times = f.param('i32')
  const filters = Array.from({ length: filterCount }, (_, index) => ({
    index,
    map: f.local('i32', i32.add(i32.load(outputs, 4 * index), outputOffset)),
    weight: f.local(lanes.type),
  }))
  f.loop((again) => {
    emitColumnBlocks(f, lanes, width, size, ({ start, offsets }) => {
      const cells = offsets.flatMap((offset) =>
        Array.from({ length: rows }, (_, row) => ({
          inputOffset: row * inputRow + offset,
          outputOffset: 4 * row * width + offset,
          input: f.local(lanes.type),
        })),
      )
      const sums = filters.flatMap((filter) =>
        cells.map((cell) => ({
          filter,
          cell,
          value: f.local(lanes.type, lanes.loadSplat(weights, 4 * filter.index)),
        })),
      )
      const firstInput = f.local('i32', i32.add(inputOffset, start))
      emitChannels(f, lanes, spec, { inputs, firstInput, weights: i32.add(weights, 4 * filterCount) }, sums)
      for (const filter of filters) {
        const address = f.local('i32', i32.add(filter.map, start))
        for (const { cell, value } of sums.filter((sum) => sum.filter === filter))
          f.emit(...storeInRow(lanes, width, address, value, cell.outputOffset))
      }
    })
    f.increment(inputOffset, rows * inputRow)
    for (const { map } of filters) f.increment(map, 4 * rows * width)
    f.increment(times, -1)
    f.branchIf(again, i32.gtS(times, 0))
  })
}
