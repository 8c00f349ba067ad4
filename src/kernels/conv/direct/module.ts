import { emitColumnBlocks, evenVectors, storeInRow } from '../../maps/columns.ts'
import { type Lanes, lanesOf } from '../../wasm/lanes.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import { emitChannels, type Filter } from '../../maps/sums.ts'
import { layoutKey, type WindowLayout } from '../../maps/taps.ts'
import { Totals } from '../../maps/totals.ts'
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
  /** Whether statistics of the maps are taken on the way; unless said, they are not. */
  readonly stats?: boolean
}

/**
 * The module of a convolution. It exports, for each 1 <= F <= block.filters and 1 <= R <= block.rows in turn,
 * `FxR(inputs, inputOffset, weights, outputs, outputOffset, times, recordOffset)`: F filters x R whole output rows, and so on
 * down the maps, `times` times (once for 0). `inputs` points to the table of the group's planes, `outputs` to the table of the
 * filters' maps, the offsets are those of the first row in bytes, `weights` points to the packed block. With spec.stats, the
 * values are taken into the stats record at `recordOffset` bytes from each map (openStats begins it, closeStats ends it).
 *
 * Direct convolution as in XNNPACK's conv2d-chw kernels: F x R x V vectors of sums stay in registers while all channels
 * and taps pass; all sizes are constants of the code. Each sum is: bias, then taps by channel and in tapOrder, whatever the
 * block, so that its bits depend on the set alone.
 */
export function convModule(spec: ConvSpec): KernelModule<Uint8Array<ArrayBuffer>> {
  const { filters, rows, vectors } = spec.block
  const kind = `${spec.stats === true ? 'conv-stats' : 'conv'}-${spec.set}-${spec.shared ? 'shared' : 'own'}`
  const key = `${kind}-${filters}x${rows}x${vectors}-c${spec.inPerGroup}-${layoutKey(spec)}`
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

/** Runs of a row between which statistics go on from f32 to f64: a multiple of the runs of any block. */
const RUNS_IN_SINGLE = 12

/**
 * The vectors of a row that are computed at once where there are fewer filters or rows than the block has: the registers left
 * take more of them. Statistics sum up runs of `run` vectors, which do not depend on the filters: so their bits are the same
 * whichever filters are computed together.
 */
function vectorsAtOnce(lanes: Lanes, { block, w }: ConvSpec, filters: number, rows: number) {
  const run = evenVectors(lanes, w.out, Math.floor((block.rows * block.vectors) / rows))
  const runs = Math.floor(block.filters / filters)
  // 5 runs would not divide RUNS_IN_SINGLE.
  return { run, size: run * (RUNS_IN_SINGLE % runs === 0 ? runs : 1) }
}

function emitConv(f: FunctionBuilder, spec: ConvSpec, filterCount: number, rows: number): void {
  const lanes = lanesOf(spec.set)
  const width = spec.w.out
  const inputRow = 4 * spec.h.stride * spec.rowPitch
  const { run, size } = vectorsAtOnce(lanes, spec, filterCount, rows)
  const inputs = f.param('i32')
  const inputOffset = f.param('i32')
  const weights = f.param('i32')
  const outputs = f.param('i32')
  const outputOffset = f.param('i32')
  const times = f.param('i32')
  const recordOffset = f.param('i32')
  const filters = Array.from({ length: filterCount }, (_, index) => ({
    index,
    map: f.local('i32', i32.add(i32.load(outputs, 4 * index), outputOffset)),
    weight: f.local(lanes.type),
    totals: spec.stats === true ? new Totals(f, lanes) : null,
  }))
  const record = ({ index }: Filter) => i32.add(i32.load(outputs, 4 * index), recordOffset)
  for (const filter of filters) filter.totals?.load(record(filter))
  const toDoubles = () => {
    for (const { totals } of filters) totals?.toDoubles()
  }
  f.loop((again) => {
    emitColumnBlocks(
      f,
      lanes,
      width,
      size,
      ({ start, offsets, lastLanes }) => {
        const cells = offsets.flatMap((offset, vector) =>
          Array.from({ length: rows }, (_, row) => ({
            inputOffset: row * inputRow + offset,
            outputOffset: 4 * row * width + offset,
            input: f.local(lanes.type),
            vector,
            counts: vector === offsets.length - 1 ? lastLanes : [],
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
          const own = sums.filter((sum) => sum.filter === filter)
          const address = f.local('i32', i32.add(filter.map, start))
          for (const { cell, value } of own)
            f.emit(...storeInRow(lanes, width, address, value, cell.outputOffset))
          for (let first = 0; first < offsets.length; first += run) {
            filter.totals?.include(
              own
                .filter(({ cell }) => cell.vector >= first && cell.vector < first + run)
                .map(({ cell, value }) => ({ value, counts: cell.counts })),
            )
          }
        }
      },
      { vectors: RUNS_IN_SINGLE * run, emit: toDoubles },
    )
    f.increment(inputOffset, rows * inputRow)
    for (const { map } of filters) f.increment(map, 4 * rows * width)
    f.increment(times, -1)
    f.branchIf(again, i32.gtS(times, 0))
  })
  for (const filter of filters) filter.totals?.store(record(filter))
}
