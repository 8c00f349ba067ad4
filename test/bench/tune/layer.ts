import { packDirect, directFloats } from '../../../src/kernels/conv/direct/pack.ts'
import type { Ptr } from '../../../src/kernels/program/pointer.ts'
import type { ConvStep } from '../../../src/kernels/conv/steps.ts'
import type { ConvBlock } from '../../../src/kernels/conv/direct/shape.ts'
import type { Conv2dInfo } from '../../../src/core/layers/conv2d.ts'
import { filterRuns, filtersPerTile } from '../../../src/kernels/program/tiling.ts'
import { elementCount } from '../../../src/core/tensor.ts'
import { directRows } from '../../../src/kernels/conv/direct/plan.ts'
import { readTile, tileCount, writeTiles, type Tile } from '../../../src/kernels/program/tiles.ts'
import { convModule } from '../../../src/kernels/conv/direct/module.ts'
import { fetchedFloats } from '../../../src/kernels/conv/direct/fetch.ts'
import { inputGeometry } from '../../../src/kernels/maps/halo.ts'
import type { KernelSet } from '../../../src/kernels/wasm/sets.ts'
import { STATS_BYTES } from '../../../src/kernels/maps/stats.ts'
import { TileRunner } from '../../../src/kernels/run/tile-runner.ts'

const PAGE_BYTES = 65_536
const LINE_BYTES = 64
/** Planes whose distance is a multiple of a page's size fall into the same cache sets. */
const ALIASING = 4096
/** Multiply-adds of a stretch of tiles: about 1 ms, short enough to be left alone by other programs now and then. */
const STRETCH_MACS = 25e6

/** Some work, and the multiply-adds that it takes. */
export interface Work {
  readonly macs: number
  readonly run: () => void
}

/** A convolution in a memory of its own, which is computed in one register block or another; values are noise. */
export class TunedLayer {
  readonly #runner: TileRunner
  readonly #floats: Float32Array
  readonly #words: Uint32Array
  readonly #inputTable: Ptr
  readonly #outputTable: Ptr
  readonly #weights: Ptr
  readonly #statsOffset: number
  #next = LINE_BYTES

  constructor(
    readonly set: KernelSet,
    readonly info: Conv2dInfo,
  ) {
    const { h, w, output, input, inPerGroup } = info
    const { floats } = inputGeometry(h, w)
    const weightFloats = output[1] * (inPerGroup * h.kernel * w.kernel + 1)
    this.#statsOffset = LINE_BYTES * Math.ceil((4 * h.out * w.out + LINE_BYTES) / LINE_BYTES)
    const planeBytes = 4 * floats + 2 * LINE_BYTES
    const mapBytes = this.#statsOffset + h.out * STATS_BYTES + 2 * LINE_BYTES
    const tables = 4 * (input[1] + output[1]) + 4 * LINE_BYTES
    const bytes = input[1] * planeBytes + output[1] * mapBytes + 4 * weightFloats + tables + ALIASING
    const pages = Math.ceil(bytes / PAGE_BYTES)
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
    this.#runner = new TileRunner(memory, set)
    this.#floats = new Float32Array(memory.buffer)
    this.#words = new Uint32Array(memory.buffer)
    const planes = Array.from({ length: input[1] }, () => this.#take(4 * floats))
    for (const plane of planes) {
      for (let i = 0; i < floats; i++) this.#floats[plane / 4 + i] = Math.random() - 0.5
    }
    const maps = Array.from({ length: output[1] }, () => this.#take(mapBytes))
    this.#inputTable = this.#table(planes)
    this.#outputTable = this.#table(maps)
    this.#weights = this.#take(4 * weightFloats)
  }

  #take(bytes: number): Ptr {
    const at = this.#next
    const size = LINE_BYTES * Math.ceil(bytes / LINE_BYTES)
    this.#next += size % ALIASING === 0 ? size + LINE_BYTES : size
    return at as Ptr
  }

  #table(pointers: readonly number[]): Ptr {
    const at = this.#take(4 * pointers.length)
    this.#words.set(pointers, at / 4)
    return at
  }

  /** A stretch of the layer's tiles in this block. */
  work(block: ConvBlock): Work {
    const { h, w, output, inPerGroup, outPerGroup } = this.info
    const { rowPitch, phasePitch } = inputGeometry(h, w)
    const layout = { h, w, rowPitch, phasePitch }
    const spec = { set: this.set, shared: true, inPerGroup, block, ...layout }
    const module = convModule(spec)
    this.#runner.addModule(module.key, new WebAssembly.Module(module.assemble()))
    const form = { inPerGroup, kernel: [h.kernel, w.kernel], block } as const
    const perFilter = directFloats(form)
    const rowMacs = (perFilter - 1) * w.out
    const macs = rowMacs * h.out * output[1]
    const rows = directRows(this.info, block)
    const perTile = filtersPerTile(rowMacs * rows, block.filters, macs)
    const runs = filterRuns(output, outPerGroup, perTile, () => true, outPerGroup % block.filters === 0)
    const noise = Float32Array.from(
      { length: elementCount([1, 1, output[1], perFilter]) },
      () => Math.random() - 0.5,
    )
    const tiles: Tile<'conv'>[] = []
    for (let from = 0; from < h.out; from += rows) {
      for (const { group, groups, filters } of runs) {
        const [first = 0] = filters
        const to = Math.min(h.out, from + rows)
        const places = { input: group * inPerGroup, map: first, maps: filters.length, from, to, groups }
        tiles.push({ ...places, weights: 4 * first * perFilter, word: 0, fasterWeights: 0 })
      }
    }
    const step: ConvStep = {
      kind: 'conv',
      layer: 0,
      tiles: writeTiles('conv', tiles),
      module: module.key,
      inputTable: this.#inputTable,
      outputTable: this.#outputTable,
      weights: this.#weights,
      inPerGroup,
      inputRowStep: h.stride * rowPitch,
      fetchedFloats: fetchedFloats(spec, elementCount(this.info.input)),
      width: w.out,
      block,
      weightFloatsPerFilter: perFilter,
      statsOffset: this.#statsOffset,
      takesStats: this.#table(Array.from({ length: output[1] }, () => 0)),
      bandRows: rows,
      faster: null,
    }
    for (const { filters } of runs) {
      const at = this.#weights / 4 + (filters[0] ?? 0) * perFilter
      packDirect(this.#floats.subarray(at, at + filters.length * perFilter), noise, null, filters, form)
    }
    const count = tileCount(step)
    const stretch = Math.max(1, Math.min(count, Math.round((count * STRETCH_MACS) / macs)))
    let done = 0
    for (let tile = 0; tile < stretch; tile++) {
      const { maps, from, to } = readTile(step, tile)
      done += maps * (to - from) * rowMacs
    }
    return {
      macs: done,
      run: () => {
        for (let tile = 0; tile < stretch; tile++) this.#runner.run(step, tile)
      },
    }
  }
}
