import { commonModule } from './common.ts'
import type { ConvTile } from '../conv/tile.ts'
import { runDirect } from '../conv/direct/run.ts'
import { InputFetch } from '../conv/direct/fetch.ts'
import { borderArguments } from '../maps/halo-kernel.ts'
import { InstanceCache, KernelInstance } from '../wasm/instances.ts'
import { runPack } from '../conv/pack.ts'
import type { FasterConv } from '../conv/algorithms.ts'
import {
  type ConvStep,
  type HaloStep,
  type LoadStep,
  type PaintStep,
  type PointwiseStep,
  type PoolStep,
  type RangeStep,
  type Ptr,
  type Step,
  type TameStep,
  TILE_FIELDS,
} from '../program/program.ts'
import { rangeOf } from '../painting/range.ts'
import { runRowWinograd } from '../conv/row-winograd/run.ts'
import { runSeparable } from '../conv/separable/separable.ts'
import type { KernelSet } from '../wasm/sets.ts'
import { runSparse } from '../conv/sparse/sparse.ts'
import { sampleMagnitudes, STATS_BYTES } from '../maps/stats.ts'
import { takes, tamenessOf } from '../conv/tame.ts'
import { runWinograd } from '../conv/winograd/run.ts'

/** Steps whose tiles write whole bands of maps, and their stats. */
type BandedStep = Pick<ConvStep, 'statsOffset' | 'bandRows' | 'width'>

/** Of programs that need none. */
const NO_WORKSPACE = 0 as Ptr

function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer
}

/** Computes tiles of any step, on the engine's memory and the calling thread. */
export class TileRunner {
  readonly #instances: InstanceCache
  readonly #common: KernelInstance
  readonly #fetch: InputFetch
  #floats: Float32Array
  #words: Uint32Array
  #view: DataView

  /** @param set one of supportedSets() */
  constructor(
    readonly memory: WebAssembly.Memory,
    readonly set: KernelSet,
  ) {
    this.#instances = new InstanceCache(memory)
    this.#common = new KernelInstance(new WebAssembly.Module(commonModule(set, isShared(memory))), memory)
    this.#fetch = new InputFetch(this.#common.get('fetch'))
    this.#floats = new Float32Array(memory.buffer)
    this.#words = new Uint32Array(memory.buffer)
    this.#view = new DataView(memory.buffer)
  }

  /** Make a module known by its key: those that the steps to come name. A known one costs nothing. */
  addModule(key: string, module: WebAssembly.Module): void {
    this.#instances.add(key, module)
  }

  /**
   * Compute one tile.
   * @param workspace memory of this worker alone, as many bytes as the program says
   * @throws RangeError for a step or tile that does not fit the memory or the modules added
   */
  run(step: Step, tile: number, workspace = NO_WORKSPACE): void {
    if (this.#floats.buffer !== this.memory.buffer) {
      this.#floats = new Float32Array(this.memory.buffer)
      this.#words = new Uint32Array(this.memory.buffer)
      this.#view = new DataView(this.memory.buffer)
    }
    const at = tile * TILE_FIELDS[step.kind]
    switch (step.kind) {
      case 'load':
        this.#load(step, at)
        break
      case 'halo':
        this.#halo(step, at)
        break
      case 'tame':
        this.#tame(step, at)
        break
      case 'pack':
        runPack(step, value(step.tiles, at), this.#floats)
        break
      case 'conv':
        this.#conv(step, tile, workspace)
        break
      case 'pool':
        this.#pool(step, at)
        break
      case 'pointwise':
        this.#pointwise(step, at)
        break
      case 'range':
        this.#range(step, at)
        break
      case 'paint':
        this.#paint(step, at)
        break
    }
  }

  /** The pointer in place `index` of a table. */
  #pointer(table: number, index: number): number {
    return value(this.#words, table / 4 + index)
  }

  /** The stats of the bands that rows from <= row < to of a plane fill. */
  #stats(step: BandedStep, plane: number, from: number, to: number): void {
    const stats = this.#common.get('stats')
    for (let row = from; row < to; row += step.bandRows) {
      const rows = Math.min(step.bandRows, to - row)
      const record = plane + step.statsOffset + (row / step.bandRows) * STATS_BYTES
      const values = plane + 4 * row * step.width
      stats(values, rows * step.width, record)
      sampleMagnitudes(this.#view, values, rows * step.width, record)
    }
  }

  #load(step: LoadStep, at: number): void {
    const index = value(step.tiles, at)
    const from = value(step.tiles, at + 1)
    const to = value(step.tiles, at + 2)
    const plane = this.#pointer(step.outputTable, index)
    const start = index * step.planeFloats
    this.#floats.set(step.source.subarray(start + from, start + to), plane / 4 + from)
    this.#stats(step, plane, from / step.width, to / step.width)
  }

  #halo(step: HaloStep, at: number): void {
    const { h, w, geometry } = step
    const index = value(step.tiles, at)
    this.#common.get('halo')(
      this.#pointer(step.inputTable, index),
      this.#pointer(step.outputTable, index),
      value(step.tiles, at + 1),
      value(step.tiles, at + 2),
      h.size,
      w.size,
      h.before,
      w.before,
      geometry.columns,
      geometry.phases,
      geometry.phasePitch,
      geometry.rowPitch,
      ...borderArguments(step.border),
    )
  }

  #tame(step: TameStep, at: number): void {
    const first = value(step.tiles, at)
    const maps = Array.from({ length: value(step.tiles, at + 1) }, (_, i) =>
      this.#pointer(step.inputTable, first + i),
    )
    this.#words[step.words / 4 + value(step.tiles, at + 2)] = tamenessOf(step, maps, this.#view)
  }

  #conv(step: ConvStep, index: number, workspace: Ptr): void {
    const at = index * TILE_FIELDS.conv
    const input = value(step.tiles, at)
    const output = value(step.tiles, at + 1)
    const tile = {
      inputs: step.inputTable + 4 * input,
      outputs: step.outputTable + 4 * output,
      filters: value(step.tiles, at + 2),
      from: value(step.tiles, at + 3),
      to: value(step.tiles, at + 4),
    }
    const { faster } = step
    if (
      faster === null ||
      !takes(faster.algorithm, this.#pointer(faster.tame, value(faster.tiles, 2 * index)))
    ) {
      const weights = step.weights + value(step.tiles, at + 5)
      const kernels = this.#instances.get(step.module)
      const groups = value(step.tiles, at + 6)
      this.#fetch.before(step, tile, groups)
      runDirect(kernels, this.#common.get('stats'), step, tile, groups, weights, this.#view)
      return
    }
    this.#faster(faster, tile, value(faster.tiles, 2 * index + 1), workspace)
    for (let i = output; i < output + tile.filters; i++) {
      this.#stats(step, this.#pointer(step.outputTable, i), tile.from, tile.to)
    }
  }

  #faster(faster: FasterConv, tile: ConvTile, offset: number, workspace: Ptr): void {
    const kernels = this.#instances.get(faster.module)
    const weights = faster.weights + offset
    const word = (address: number) => this.#pointer(address, 0)
    switch (faster.algorithm) {
      case 'winograd':
        runWinograd(kernels, faster.shape, tile, weights, workspace, word)
        break
      case 'rowWinograd':
        runRowWinograd(kernels, faster.shape, tile, weights, workspace)
        break
      case 'sparse':
        runSparse(kernels, faster.shape, tile, weights, word)
        break
      case 'separable': {
        const passes = { rows: kernels, columns: this.#instances.get(faster.columnModule) }
        runSeparable(passes, faster.shape, tile, weights, workspace, this.#words)
        break
      }
    }
  }

  #pool(step: PoolStep, at: number): void {
    const index = value(step.tiles, at)
    const from = value(step.tiles, at + 1)
    const to = value(step.tiles, at + 2)
    const input = this.#pointer(step.inputTable, index)
    const output = this.#pointer(step.outputTable, index)
    const pool = this.#instances.get(step.module).get('pool')
    for (let row = from; row < to; row++) {
      pool(
        input + 4 * row * step.inputRowStep,
        output + 4 * row * step.width,
        step.rowCounts + 4 * row,
        step.colCounts,
      )
    }
    this.#stats(step, output, from, to)
  }

  #pointwise(step: PointwiseStep, at: number): void {
    const index = value(step.tiles, at)
    const from = value(step.tiles, at + 1)
    const to = value(step.tiles, at + 2)
    const input = this.#pointer(step.inputTable, index)
    const output = this.#pointer(step.outputTable, index)
    const start = 4 * from * step.width
    const params = step.params / 4 + 2 * index
    const usesParams = step.op === 'affine' || step.op === 'leakyRelu'
    const a = usesParams ? value(this.#floats, params) : 0
    const b = usesParams ? value(this.#floats, params + 1) : 0
    this.#common.get(step.op)(input + start, output + start, (to - from) * step.width, a, b)
    this.#stats(step, output, from, to)
  }

  #range(step: RangeStep, at: number): void {
    const index = value(step.tiles, at)
    const item = step.items[index]
    if (item === undefined) throw new RangeError(`no range ${index} in a step of ${step.items.length}`)
    const [low, high] = rangeOf(item, this.#view)
    this.#floats[step.ranges / 4 + 2 * index] = low
    this.#floats[step.ranges / 4 + 2 * index + 1] = high
  }

  #paint(step: PaintStep, at: number): void {
    const index = value(step.tiles, at)
    const item = step.items[index]
    if (item === undefined) throw new RangeError(`no picture ${index} in a step of ${step.items.length}`)
    const { kept } = item
    if (kept?.isFilled === true) {
      const { known } = kept
      const low = value(this.#floats, item.range / 4)
      const high = value(this.#floats, item.range / 4 + 1)
      if (known !== null && Object.is(known.low, low) && Object.is(known.high, high)) return
      const from = value(step.tiles, at + 1) * item.width
      const count = value(step.tiles, at + 2) * item.width - from
      this.#common.get('color')(kept.means + 4 * from, item.pixels + 4 * from, count, item.colors, item.range)
      return
    }
    this.#common.get('paint')(
      item.plane,
      item.planeHeight,
      item.planeWidth,
      item.pitch,
      item.pixels,
      item.height,
      item.width,
      value(step.tiles, at + 1),
      value(step.tiles, at + 2),
      item.colors,
      item.range,
      kept?.means ?? item.pixels,
    )
  }
}

function value(from: Int32Array | Uint32Array | Float32Array, index: number): number {
  const found = from[index]
  if (found === undefined) throw new RangeError(`no element ${index} in ${from.length}`)
  return found
}
