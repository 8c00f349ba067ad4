import type { Scratch, PackInto } from '../steps/scratch.ts'
import { overWindow } from '../plan/conv-plan.ts'
import { planWindow } from '../plan/window-plan.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import type { Border } from '../../kernels/maps/halo-geometry.ts'
import { spreadIndex } from '../../core/layers/padding.ts'
import type { FilterBank } from '../../core/layers/layer.ts'
import type { Tensor } from '../../core/tensor.ts'
import { STATS_BYTES } from '../../kernels/maps/stats.ts'
import { Arena } from '../resident/arena.ts'
import type { KernelNeeds } from '../steps/kernel-needs.ts'
import { mapLayout, type LayerPlan, type MapLayout } from '../plan/layer-plan.ts'
import { placementOf } from '../plan/placement.ts'
import { layerSteps } from '../steps/layer-steps.ts'
import { loadStep } from '../steps/load-step.ts'
import { Plane } from '../resident/planes.ts'
import { outOfMemory } from '../resident/resident-state.ts'
import type { CopiedJob, Upload } from '../../../workers/conv/api.ts'
import { filledUp } from '../../kernels/maps/window-fill.ts'

/** A map on the main thread, with its stats records. */
export interface CopiedMap {
  readonly layout: MapLayout
  readonly data: Float32Array
  readonly records: Uint8Array<ArrayBuffer>
  /** Milliseconds of work that it took to compute. */
  ms: number
}

/** Bytes of input that a job carries at most, so that it can be cancelled soon and copies stay small. */
const JOB_BYTES = 4_000_000
/** First byte that jobs use of a worker's memory. */
const JOB_START = 64
/** Addresses that 32-bit pointers reach. */
const JOB_END = 2 ** 32

/** Of each bank the weights packed last: the jobs of a layer pack alike. */
const lastPacked = new WeakMap<
  FilterBank,
  { readonly key: string; readonly data: Float32Array<ArrayBuffer> }
>()

/** The memory of a worker while a job is written down: addresses, and what to copy there. */
export class JobScratch implements Scratch {
  readonly #arena = new Arena(JOB_START, JOB_END)
  readonly uploads: Upload[] = []
  #bytes = JOB_START

  take(bytes: number): Ptr {
    const block = this.#arena.take(bytes)
    if (block === null) throw new RangeError(`a job of over ${JOB_END} bytes`)
    this.#bytes = Math.max(this.#bytes, block.start + block.bytes)
    return block.start as Ptr
  }

  write(at: Ptr, data: Upload['data']): void {
    this.uploads.push({ at, data })
  }

  packed(bank: FilterBank, key: string, floats: number, pack: PackInto): Ptr {
    const last = lastPacked.get(bank)
    const data = last?.key === key ? last.data : new Float32Array(floats)
    if (data !== last?.data) {
      pack(data)
      lastPacked.set(bank, { key, data })
    }
    const at = this.take(data.byteLength)
    this.write(at, data)
    return at
  }

  roomForPacked(): null {
    return null
  }

  /** Bytes of memory that the job touches. */
  get bytes(): number {
    return this.#bytes
  }
}

/** Rows [from, to) of a layer's output: what one job computes. */
export interface JobBand {
  readonly from: number
  readonly to: number
}

/**
 * Cut a map's rows into bands for jobs, each a whole number of stats bands.
 * @param bytesPerRow bytes of input that a job carries for each row
 */
export function jobBands({ bandRows, height }: MapLayout, bytesPerRow: number): JobBand[] {
  const rows = Math.max(1, Math.floor(JOB_BYTES / bytesPerRow / bandRows)) * bandRows
  const bands: JobBand[] = []
  for (let from = 0; from < height; from += rows) bands.push({ from, to: Math.min(height, from + rows) })
  return bands
}

/** Bytes of input for each row of a layer's output, when this many input maps are read. */
export function inputRowBytes(plan: LayerPlan, inputsRead: number): number {
  const rows = plan.window?.h.stride ?? Math.max(1, plan.input[2] / plan.output[2])
  return plan.input[3] * 4 * Math.max(1, inputsRead) * rows
}

/** A job that takes the statistics of some rows of a map of the input. */
export function statsJob(map: CopiedMap, band: JobBand): CopiedJob {
  const scratch = new JobScratch()
  const { width, bandRows } = map.layout
  const layout = mapLayout(band.to - band.from, width, bandRows)
  const plane = new Plane({ start: scratch.take(layout.bytes), bytes: layout.bytes }, layout)
  const rows: Tensor = {
    shape: [1, 1, layout.height, width],
    data: map.data.slice(band.from * width, band.to * width),
  }
  return {
    steps: [loadStep(rows, [plane], scratch, false)],
    downloads: [{ at: (plane.pointer + layout.statsOffset) as Ptr, bytes: layout.bands * STATS_BYTES }],
    workspace: NOWHERE,
    memory: scratch.bytes,
    uploads: scratch.uploads,
  }
}

/**
 * A job for some rows of a layer's output.
 * @param inputs the layer's input maps, n * C + c
 * @param reads the input maps that the outputs need
 * @param outputs the maps to compute
 */
export function layerJob(
  index: number,
  plan: LayerPlan,
  band: JobBand,
  inputs: readonly CopiedMap[],
  reads: ReadonlySet<number>,
  outputs: readonly number[],
  needs: KernelNeeds,
): CopiedJob {
  const scratch = new JobScratch()
  const local = bandPlan(plan, band)
  const planes = inputs.map((map, m) => {
    if (!reads.has(m)) return NOWHERE
    const at = scratch.take(local.inputMap.bytes)
    scratch.write(at, inputRows(map, plan, band))
    // All of them: whether an algorithm may be taken depends on whole maps.
    scratch.write((at + local.inputMap.statsOffset) as Ptr, new Uint32Array(map.records.buffer))
    return at
  })
  const geometry = local.window?.haloed === true ? local.window.geometry : null
  const targets = outputs.map((map) => ({ map, plane: scratch.take(local.map.bytes), takesStats: true }))
  const steps = layerSteps({
    index,
    plan: local,
    planes: {
      inputs: planes,
      halos: planes.map((_, m) =>
        geometry !== null && reads.has(m) ? scratch.take(geometry.floats * 4) : NOWHERE,
      ),
      staleHalos: geometry === null ? [] : [...reads].sort((a, b) => a - b),
      outputs: targets,
    },
    scratch,
    kernels: needs,
  })
  const workspace = scratch.take(needs.workspaceBytes)
  const { height, width, statsOffset, bands } = local.map
  const downloads = targets.flatMap(({ plane }) => [
    { at: plane, bytes: height * width * 4 },
    { at: (plane + statsOffset) as Ptr, bytes: bands * STATS_BYTES },
  ])
  return { memory: scratch.bytes, uploads: scratch.uploads, steps, workspace, downloads }
}

/** Put the result of a layer's job into the maps it computed. */
export function storeBand(maps: readonly CopiedMap[], band: JobBand, data: readonly ArrayBuffer[]): void {
  maps.forEach((map, i) => {
    const values = data[2 * i]
    const records = data[2 * i + 1]
    if (values === undefined || records === undefined) throw new RangeError(`a job returned no map ${i}`)
    map.data.set(new Float32Array(values), band.from * map.layout.width)
    storeRecords(map, band, records)
  })
}

/** Put the stats records of some rows into their map. */
export function storeRecords(map: CopiedMap, band: JobBand, records: ArrayBuffer): void {
  map.records.set(new Uint8Array(records), (band.from / map.layout.bandRows) * STATS_BYTES)
}

/** A map with these values, its records still empty. */
export function mapOf(layout: MapLayout, data: Float32Array): CopiedMap {
  return { layout, data, records: new Uint8Array(layout.bands * STATS_BYTES), ms: 0 }
}

/** A map still to be computed. @throws MemoryError */
export function emptyMap(layout: MapLayout): CopiedMap {
  try {
    return mapOf(layout, new Float32Array(layout.height * layout.width))
  } catch (error) {
    if (error instanceof RangeError) throw outOfMemory(layout.bytes, 0)
    throw error
  }
}

const NOWHERE = 0 as Ptr

/** The plan of a band as a layer of its own: its rows come padded, so only its columns remain to be. */
function bandPlan(plan: LayerPlan, { from, to }: JobBand): LayerPlan {
  const rows = to - from
  const [n, c, , width] = plan.output
  const map = mapLayout(rows, width, plan.map.bandRows)
  const output = [n, c, rows, width] as const
  const read = rowsRead(plan, { from, to })
  const input = [plan.input[0], plan.input[1], read.to - read.from, plan.input[3]] as const
  const { bands } = plan.inputMap
  const { statsOffset } = mapLayout(input[2], input[3], 1)
  const inputMap = { ...plan.inputMap, statsOffset, bytes: statsOffset + bands * STATS_BYTES }
  if (plan.window === null) return { ...plan, input, inputMap, output, map, ...read.moved }
  const h = { ...plan.window.h, size: input[2], before: 0, after: 0, out: rows }
  const counts = plan.counts && { ...plan.counts, rows: plan.counts.rows.slice(from, to) }
  const { w, border, fill, spread } = plan.window
  const window = planWindow(h, w, border, fill, [1, spread[1]])
  const conv = plan.conv && overWindow(plan.conv, window)
  return { ...plan, input, inputMap, output, map, counts, window, conv }
}

/** The rows of the input, padded where it is, that output rows read, and where they find them. */
interface RowsRead extends JobBand {
  readonly moved?: Pick<LayerPlan, 'placement'> | Pick<LayerPlan, 'blend'>
}

function rowsRead({ layer, input, window, placement, blend }: LayerPlan, band: JobBand): RowsRead {
  if (placement !== null) {
    const { placement: local, rows } = placementOf(placement, band.from, band.to)
    return { from: rows[0], to: rows[1], moved: { placement: local } }
  }
  if (blend !== null) {
    const [from, to] = [blend.rows.first[band.from] ?? 0, (blend.rows.second[band.to - 1] ?? 0) + 1]
    const local = (rows: Int32Array) => rows.subarray(band.from, band.to).map((row) => row - from)
    const { first, second, part } = blend.rows
    const rows = { first: local(first), second: local(second), part: part.subarray(band.from, band.to) }
    return { from, to, moved: { blend: { ...blend, rows } } }
  }
  if (window === null) return layer.type === 'globalAvgPool2d' ? { from: 0, to: input[2] } : band
  const { stride, dilation, kernel, before } = window.h
  const from = band.from * stride - before
  const windows = filledUp(band.to - band.from, window.fill.rows)
  return { from, to: from + (windows - 1) * stride + dilation * (kernel - 1) + 1 }
}

function inputRows(map: CopiedMap, plan: LayerPlan, band: JobBand): Float32Array<ArrayBuffer> {
  const { width } = map.layout
  const { from, to } = rowsRead(plan, band)
  if (plan.window === null) return map.data.slice(from * width, to * width)
  const { h, border, spread } = plan.window
  const rows = to - from
  const copy = new Float32Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const source = sourceRow(border, from + row, h.size, spread[0])
    if (source === -1) copy.fill(border === 'minusInfinity' ? -Infinity : 0, row * width, (row + 1) * width)
    else copy.set(map.data.subarray(source * width, (source + 1) * width), row * width)
  }
  return copy
}

function sourceRow(border: Border, row: number, height: number, spread: number): number {
  return spreadIndex(border === 'minusInfinity' ? 'zeros' : border, row, height, spread)
}
