import { runDirect } from '../conv/direct/run.ts'
import { InputFetch } from '../conv/direct/fetch.ts'
import type { FasterAlgorithm, FasterWay } from '../conv/algorithm.ts'
import { runPack } from '../conv/pack.ts'
import { RUNNING, takes } from '../conv/running.ts'
import type { ConvStep, TameStep } from '../conv/steps.ts'
import { tamenessOf } from '../conv/tame.ts'
import type { ConvTile } from '../conv/tile.ts'
import { borderArguments } from '../maps/halo-kernel.ts'
import { sampleMagnitudes, STATS_BYTES } from '../maps/stats.ts'
import { meanOf, runBlend } from '../maps/blend.ts'
import { runPlaces } from '../maps/places.ts'
import type {
  BandedMaps,
  BlendStep,
  HaloStep,
  LoadStep,
  MeanStep,
  PlaceStep,
  PointwiseStep,
  PoolStep,
  StatsStep,
  WrittenMaps,
} from '../maps/steps.ts'
import { rangeOf } from '../painting/range.ts'
import type { PaintStep, RangeStep } from '../painting/steps.ts'
import { type Ptr, wordAt } from '../program/pointer.ts'
import { readTile, type Tile } from '../program/tiles.ts'
import { InstanceCache, KernelInstance } from '../wasm/instances.ts'
import type { KernelSet } from '../wasm/sets.ts'
import { commonModule } from './common.ts'
import type { Step } from './step.ts'

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
    switch (step.kind) {
      case 'load':
        this.#load(step, readTile(step, tile))
        break
      case 'halo':
        this.#halo(step, readTile(step, tile))
        break
      case 'tame':
        this.#tame(step, readTile(step, tile))
        break
      case 'pack':
        runPack(step, readTile(step, tile).run, this.#floats)
        break
      case 'conv':
        this.#conv(step, readTile(step, tile), workspace)
        break
      case 'pool':
        this.#pool(step, readTile(step, tile))
        break
      case 'pointwise':
        this.#pointwise(step, readTile(step, tile))
        break
      case 'place':
      case 'blend':
      case 'mean':
        this.#moved(step, readTile(step, tile))
        break
      case 'stats':
        this.#stats(step, readTile(step, tile))
        break
      case 'range':
        this.#range(step, readTile(step, tile))
        break
      case 'paint':
        this.#paint(step, readTile(step, tile))
        break
    }
  }

  /** The pointer in place `index` of a table. */
  #pointer(table: number, index: number): number {
    return wordAt(this.#words, table + 4 * index)
  }

  #stats(step: StatsStep, { map, from, to }: Tile<'stats'>): void {
    this.#takeStats(step, this.#pointer(step.table, map), from, to)
  }

  /** The stats of what was just written: rows from <= row < to of map `index` of a step. */
  #statsOf(step: WrittenMaps, index: number, plane: number, from: number, to: number): void {
    if (step.takesStats !== null && this.#pointer(step.takesStats, index) === 0) return
    this.#takeStats(step, plane, from, to)
  }

  /** The stats of the bands that rows from <= row < to of a plane fill. */
  #takeStats(step: BandedMaps, plane: number, from: number, to: number): void {
    const stats = this.#common.get('stats')
    for (let row = from; row < to; row += step.bandRows) {
      const rows = Math.min(step.bandRows, to - row)
      const record = plane + step.statsOffset + (row / step.bandRows) * STATS_BYTES
      const values = plane + 4 * row * step.width
      stats(values, rows * step.width, record)
      sampleMagnitudes(this.#view, values, rows * step.width, record)
    }
  }

  #load(step: LoadStep, { map, from, to }: Tile<'load'>): void {
    const plane = this.#pointer(step.outputTable, map)
    const start = map * step.planeFloats
    this.#floats.set(step.source.subarray(start + from, start + to), plane / 4 + from)
    this.#statsOf(step, map, plane, from / step.width, to / step.width)
  }

  #halo(step: HaloStep, { map, from, to }: Tile<'halo'>): void {
    const { h, w, geometry, places } = step
    if (places) {
      runPlaces(places, { map, from, to }, this.#common, this.#words, this.#floats)
      return
    }
    this.#common.get('halo')(
      this.#pointer(step.inputTable, map),
      this.#pointer(step.outputTable, map),
      from,
      to,
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

  #tame(step: TameStep, { map, maps, word }: Tile<'tame'>): void {
    const planes = Array.from({ length: maps }, (_, i) => this.#pointer(step.inputTable, map + i))
    this.#words[step.words / 4 + word] = tamenessOf(step, planes, this.#view)
  }

  #conv(step: ConvStep, tile: Tile<'conv'>, workspace: Ptr): void {
    const { faster } = step
    const places = {
      inputs: step.inputTable + 4 * tile.input,
      outputs: step.outputTable + 4 * tile.map,
      filters: tile.maps,
      from: tile.from,
      to: tile.to,
    }
    if (faster === null || !takes(faster.way.algorithm, this.#pointer(faster.tame, tile.word))) {
      this.#fetch.before(step, places, tile.groups)
      runDirect(this.#instances.get(step.module), step, places, tile.groups, step.weights + tile.weights)
    } else {
      this.#faster(faster.way, faster.modules, places, faster.weights + tile.fasterWeights, workspace)
    }
    for (let i = 0; i < tile.maps; i++) {
      this.#statsOf(step, tile.map + i, this.#pointer(places.outputs, i), tile.from, tile.to)
    }
  }

  #faster<A extends FasterAlgorithm>(
    { algorithm, shape }: FasterWay<A>,
    modules: readonly string[],
    tile: ConvTile,
    weights: number,
    workspace: Ptr,
  ): void {
    const kernels = (index: number) => this.#instances.get(modules[index] ?? '')
    RUNNING[algorithm].run(kernels, shape, tile, weights, workspace, this.#words)
  }

  #pool(step: PoolStep, { map, from, to }: Tile<'pool'>): void {
    const input = this.#pointer(step.inputTable, map)
    const output = this.#pointer(step.outputTable, map)
    const pool = this.#instances.get(step.module).get('pool')
    for (let row = from; row < to; row++) {
      pool(
        input + 4 * row * step.inputRowStep,
        output + 4 * row * step.width,
        step.rowCounts + 4 * row,
        step.colCounts,
      )
    }
    this.#statsOf(step, map, output, from, to)
  }

  #pointwise(step: PointwiseStep, { map, from, to }: Tile<'pointwise'>): void {
    const input = this.#pointer(step.inputTable, map)
    const output = this.#pointer(step.outputTable, map)
    const start = 4 * from * step.width
    const a = this.#float(step.params + 8 * map)
    const b = this.#float(step.params + 8 * map + 4)
    this.#common.get(step.op)(input + start, output + start, (to - from) * step.width, a, b)
    this.#statsOf(step, map, output, from, to)
  }

  /** Rows of a map whose values are those of others, or between or among them. */
  #moved(step: PlaceStep | BlendStep | MeanStep, tile: Tile<'place'>): void {
    const { map, from, to } = tile
    const output = this.#pointer(step.kind === 'place' ? step.places.outputTable : step.outputTable, map)
    if (step.kind === 'place') runPlaces(step.places, tile, this.#common, this.#words, this.#floats)
    else {
      const input = this.#pointer(step.inputTable, map) as Ptr
      if (step.kind === 'blend') runBlend(step, [input, output], [from, to], this.#common)
      else this.#floats[output / 4] = meanOf(step, input, this.#view, this.#floats)
    }
    this.#statsOf(step, map, output, from, to)
  }

  #range(step: RangeStep, { item }: Tile<'range'>): void {
    const [low, high] = rangeOf(itemAt(step.items, item), this.#view)
    this.#floats[step.ranges / 4 + 2 * item] = low
    this.#floats[step.ranges / 4 + 2 * item + 1] = high
  }

  #paint(step: PaintStep, { item, from, to }: Tile<'paint'>): void {
    const picture = itemAt(step.items, item)
    const { kept } = picture
    if (kept?.isFilled === true) {
      const { known } = kept
      const low = this.#float(picture.range)
      const high = this.#float(picture.range + 4)
      if (known !== null && Object.is(known.low, low) && Object.is(known.high, high)) return
      const first = from * picture.width
      const count = to * picture.width - first
      const [means, pixels] = [kept.means + 4 * first, picture.pixels + 4 * first]
      this.#common.get('color')(means, pixels, count, picture.colors, picture.range)
      return
    }
    this.#common.get('paint')(
      picture.plane,
      picture.planeHeight,
      picture.planeWidth,
      picture.pitch,
      picture.pixels,
      picture.height,
      picture.width,
      from,
      to,
      picture.colors,
      picture.range,
      kept?.means ?? picture.pixels,
    )
  }

  #float(address: number): number {
    const found = this.#floats[address / 4]
    if (found === undefined) throw new RangeError(`no float at ${address} in ${this.#floats.length}`)
    return found
  }
}

function itemAt<T>(items: readonly T[], index: number): T {
  const found = items[index]
  if (found === undefined) throw new RangeError(`no item ${index} in a step of ${items.length}`)
  return found
}
