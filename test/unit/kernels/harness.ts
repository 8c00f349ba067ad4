import { packDirect, directFloats } from '../../../src/kernels/conv/direct/pack.ts'
import { tileCount, writeTiles, type Tile } from '../../../src/kernels/program/tiles.ts'
import type { Step } from '../../../src/kernels/run/step.ts'
import type { Ptr } from '../../../src/kernels/program/pointer.ts'
import type { PointwiseOp } from '../../../src/kernels/maps/steps.ts'
import type { ConvBlock } from '../../../src/kernels/conv/direct/shape.ts'
import type { Border } from '../../../src/kernels/maps/halo-geometry.ts'
import { conv2dInfo } from '../../../src/core/layers/conv2d.ts'
import type { FilterBank } from '../../../src/core/layers/layer.ts'
import { averageCounts, poolInfo, type PoolLayer } from '../../../src/core/layers/pool.ts'
import { elementCount, type Shape4, type Tensor } from '../../../src/core/tensor.ts'
import type { WindowAxis } from '../../../src/core/layers/window.ts'
import { convBlock } from '../../../src/kernels/conv/direct/blocks.ts'
import { convModule } from '../../../src/kernels/conv/direct/module.ts'
import { haloGeometry, inputGeometry, needsHalo } from '../../../src/kernels/maps/halo.ts'
import { poolModule } from '../../../src/kernels/maps/pool.ts'
import { supportedSets } from '../../../src/kernels/wasm/probe.ts'
import type { KernelSet } from '../../../src/kernels/wasm/sets.ts'
import { type MapSummary, readStats, STATS_BYTES } from '../../../src/kernels/maps/stats.ts'
import { TileRunner } from '../../../src/kernels/run/tile-runner.ts'

/** Fills memory before a test: a NaN that poisons sums, of bits that nothing computes. */
const POISON = 0xffc0dead

/** Bytes of slack behind a plane. */
const SLACK = 64

const PAGE_BYTES = 65_536

/** Memory from the base on. */
const PAGES = 64

/** Every set that this Node runs, in both kinds of memory. */
export const TARGETS = supportedSets().flatMap((set) =>
  [false, true].map((shared) => ({ set, shared, name: `${set}, ${shared ? 'shared' : 'own'} memory` })),
)

/** How to cut a convolution; left out: as the engine would, in one tile. */
export interface ConvCut {
  readonly block?: ConvBlock
  readonly bandRows?: number
  readonly filtersPerTile?: number
}

/** Maps of a step's output, and their statistics. */
export interface Output {
  readonly shape: Shape4
  readonly data: Float32Array
  readonly stats: readonly MapSummary[]
}

/** Lays out steps by hand in a memory of its own, and runs them tile by tile. */
export class Harness {
  readonly memory: WebAssembly.Memory
  readonly runner: TileRunner
  #next: number

  /** @param base where in the memory everything stands */
  constructor(
    readonly set: KernelSet,
    readonly shared: boolean,
    readonly base = SLACK,
  ) {
    const pages = PAGES + Math.ceil(base / PAGE_BYTES)
    this.#next = base
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
    this.runner = new TileRunner(this.memory, set)
    this.clear()
  }

  /** Forget everything and poison the memory. */
  clear(): void {
    this.#next = this.base
    new Uint32Array(this.memory.buffer, this.base).fill(POISON)
  }

  take(bytes: number): Ptr {
    const at = this.#next
    this.#next = Math.ceil((at + bytes) / 64) * 64
    if (this.#next > this.memory.buffer.byteLength)
      throw new RangeError(`the harness has no ${bytes} bytes left`)
    return at as Ptr
  }

  floats(values: ArrayLike<number>): Ptr {
    const at = this.take(4 * values.length + SLACK)
    new Float32Array(this.memory.buffer).set(values, at / 4)
    return at
  }

  words(values: ArrayLike<number>): Ptr {
    const at = this.take(4 * values.length)
    new Uint32Array(this.memory.buffer).set(values, at / 4)
    return at
  }

  read(at: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, count).slice()
  }

  /** @throws Error where anything was written to `bytes` bytes from `at` on */
  expectUntouched(at: number, bytes: number): void {
    const words = new Uint32Array(this.memory.buffer, at, bytes / 4)
    const touched = words.findIndex((word) => word !== POISON)
    if (touched >= 0) throw new Error(`word ${touched} behind a plane was written`)
  }

  /** The maps of a tensor, one plane each. */
  planes({ shape, data }: Tensor): Ptr[] {
    const area = shape[2] * shape[3]
    return Array.from({ length: shape[0] * shape[1] }, (_, i) =>
      this.floats(data.subarray(i * area, (i + 1) * area)),
    )
  }

  run(step: Step): void {
    for (let tile = 0; tile < tileCount(step); tile++) this.runner.run(step, tile)
  }

  /** The planes that windows read: haloed copies where they need them. */
  windowPlanes(planes: readonly Ptr[], h: WindowAxis, w: WindowAxis, border: Border): readonly Ptr[] {
    if (!needsHalo(h, w)) return planes
    const geometry = haloGeometry(h, w)
    const targets = planes.map(() => this.take(4 * geometry.floats))
    this.run({
      kind: 'halo',
      layer: 0,
      tiles: writeTiles(
        'halo',
        planes.flatMap((_, map) => bands(geometry.rows, 3).map(([from, to]) => ({ map, from, to }))),
      ),
      inputTable: this.words(planes),
      outputTable: this.words(targets),
      h,
      w,
      geometry,
      border,
    })
    return targets
  }

  conv(input: Tensor, bank: FilterBank, cut: ConvCut = {}): Output {
    this.clear()
    const info = conv2dInfo(input.shape, bank.weight.shape, bank.params)
    const { h, w, output, inPerGroup, outPerGroup } = info
    const block = cut.block ?? convBlock(this.set, info)
    const bandRows = cut.bandRows ?? h.out
    const { rowPitch, phasePitch } = inputGeometry(h, w)
    const layout = { h, w, rowPitch, phasePitch }
    const spec = { set: this.set, shared: this.shared, inPerGroup, block, ...layout }
    const { key, assemble } = convModule(spec)
    this.runner.addModule(key, new WebAssembly.Module(assemble()))
    const planes = this.windowPlanes(this.planes(input), h, w, info.paddingMode)
    const maps = this.#maps(output, bandRows)
    const form = { inPerGroup, kernel: [h.kernel, w.kernel], block } as const
    const perFilter = directFloats(form)
    const perTile = cut.filtersPerTile ?? outPerGroup
    const tiles: Tile<'conv'>[] = []
    const packed: number[] = []
    for (let n = 0; n < output[0]; n++) {
      for (let first = 0; first < output[1];) {
        const group = Math.floor(first / outPerGroup)
        const count = Math.min(perTile, (group + 1) * outPerGroup - first)
        const filters = Array.from({ length: count }, (_, i) => first + i)
        for (const [from, to] of bands(h.out, bandRows)) {
          const places = { input: n * input.shape[1] + group * inPerGroup, map: n * output[1] + first }
          const weights = { weights: 4 * packed.length, word: 0, fasterWeights: 0 }
          tiles.push({ ...places, ...weights, maps: count, from, to, groups: 1 })
        }
        const target = new Float32Array(count * perFilter)
        packDirect(target, bank.weight.data, bank.bias, filters, form)
        packed.push(...target)
        first += count
      }
    }
    this.run({
      kind: 'conv',
      layer: 0,
      tiles: writeTiles('conv', tiles),
      module: key,
      inputTable: this.words(planes),
      outputTable: this.words(maps.planes),
      weights: this.floats(packed),
      inPerGroup,
      inputRowStep: h.stride * rowPitch,
      fetchedFloats: rowPitch * (h.dilation * (h.kernel - 1) + 1),
      width: w.out,
      block,
      weightFloatsPerFilter: perFilter,
      statsOffset: maps.statsOffset,
      takesStats: null,
      bandRows,
      faster: null,
    })
    return this.#output(output, maps)
  }

  pool(input: Tensor, layer: PoolLayer, bandRows = 2): Output {
    this.clear()
    const { h, w, output } = poolInfo(input.shape, layer)
    const { rowPitch, phasePitch } = inputGeometry(h, w)
    const spec = { set: this.set, shared: this.shared, type: layer.type, h, w, rowPitch, phasePitch }
    const { key, assemble } = poolModule(spec)
    this.runner.addModule(key, new WebAssembly.Module(assemble()))
    const border = layer.type === 'maxPool2d' ? 'minusInfinity' : 'zeros'
    const planes = this.windowPlanes(this.planes(input), h, w, border)
    const counts = averageCounts({ h, w }, layer.type === 'avgPool2d' && layer.countIncludePad)
    const maps = this.#maps(output, bandRows)
    this.run({
      kind: 'pool',
      layer: 0,
      tiles: writeTiles('pool', this.#bandTiles(output, bandRows)),
      module: key,
      inputTable: this.words(planes),
      outputTable: this.words(maps.planes),
      inputRowStep: h.stride * rowPitch,
      width: w.out,
      rowCounts: this.floats(counts.rows),
      colCounts: this.floats(counts.columns),
      statsOffset: maps.statsOffset,
      takesStats: null,
      bandRows,
    })
    return this.#output(output, maps)
  }

  /** `params` holds two numbers for each map. */
  pointwise(input: Tensor, op: PointwiseOp, params: readonly number[] = [], bandRows = 3): Output {
    this.clear()
    const maps = this.#maps(input.shape, bandRows)
    this.run({
      kind: 'pointwise',
      layer: 0,
      tiles: writeTiles('pointwise', this.#bandTiles(input.shape, bandRows)),
      op,
      inputTable: this.words(this.planes(input)),
      outputTable: this.words(maps.planes),
      params: this.floats(params),
      width: input.shape[3],
      statsOffset: maps.statsOffset,
      takesStats: null,
      bandRows,
    })
    return this.#output(input.shape, maps)
  }

  #bandTiles(shape: Shape4, bandRows: number) {
    const maps = Array.from({ length: shape[0] * shape[1] }, (_, map) => map)
    return maps.flatMap((map) => bands(shape[2], bandRows).map(([from, to]) => ({ map, from, to })))
  }

  #maps(shape: Shape4, bandRows: number): Maps {
    const area = 4 * shape[2] * shape[3]
    const statsOffset = area + SLACK
    const count = Math.ceil(shape[2] / bandRows)
    const bytes = statsOffset + count * STATS_BYTES
    return {
      planes: Array.from({ length: shape[0] * shape[1] }, () => this.take(bytes)),
      statsOffset,
      bands: count,
    }
  }

  #output(shape: Shape4, { planes, statsOffset, bands: count }: Maps): Output {
    const area = shape[2] * shape[3]
    const data = new Float32Array(elementCount(shape))
    const view = new DataView(this.memory.buffer)
    const stats = planes.map((plane, i) => {
      data.set(this.read(plane, area), i * area)
      this.expectUntouched(plane + 4 * area, SLACK)
      return readStats(view, plane + statsOffset, count)
    })
    return { shape, data, stats }
  }
}

interface Maps {
  readonly planes: readonly Ptr[]
  readonly statsOffset: number
  readonly bands: number
}

/** Rows cut into bands. */
export function bands(rows: number, each: number): (readonly [from: number, to: number])[] {
  return Array.from({ length: Math.ceil(rows / each) }, (_, i) => [i * each, Math.min(rows, (i + 1) * each)])
}

/** The bits of floats, so that NaN and -0 can be compared. */
export function bits(data: Float32Array): Uint32Array {
  return new Uint32Array(data.buffer, data.byteOffset, data.length)
}
