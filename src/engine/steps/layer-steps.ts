import type { FilterBank } from '../../core/layers/layer.ts'
import { poolModule } from '../../kernels/maps/pool.ts'
import type { HaloStep, PointwiseOp, PointwiseStep, Ptr, Step } from '../../kernels/program/program.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'
import type { WindowLayout } from '../../kernels/conv/taps.ts'
import { convSteps } from './conv-steps.ts'
import type { LayerPlan, MapLayout, WindowPlan } from '../plan/layer-plan.ts'
import type { Pack } from '../resident/packed-weights.ts'

/** Memory that lives as long as one program. */
export interface Scratch {
  /** @throws MemoryError */
  take(bytes: number): Ptr
  write(at: Ptr, data: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): void
  /**
   * Weights of a bank as `pack` writes them; packed anew only where they are not at hand. A bank and a key must name the
   * same numbers for ever.
   * @throws MemoryError
   */
  packed(bank: FilterBank, key: string, floats: number, pack: Pack): Ptr
  /**
   * Room for the same, for a step of the program to fill where it `isEmpty`; null where programs cannot keep weights.
   * @throws MemoryError
   */
  roomForPacked(bank: FilterBank, key: string, floats: number): { at: Ptr; isEmpty: boolean } | null
}

/** Kernels that steps refer to: asks for a module's bytes only when its key is new. */
export interface Kernels {
  readonly set: KernelSet
  readonly shared: boolean
  need(key: string, assemble: () => Uint8Array<ArrayBuffer>): void
  /** Asks for so many bytes of workspace for each worker. */
  workspace(bytes: number): void
}

/** The planes of one layer's work. Maps are numbered n * C + c. */
export interface LayerPlanes {
  /** Every input map. */
  readonly inputs: readonly Ptr[]
  /** The haloed plane of every input map; empty where the layer reads the maps themselves. */
  readonly halos: readonly Ptr[]
  /** Input maps whose haloed plane must be filled first. */
  readonly staleHalos: readonly number[]
  /** The output maps to compute, by increasing number, and their planes. */
  readonly outputs: readonly (readonly [map: number, plane: Ptr])[]
}

/** The steps that compute the maps of `planes.outputs`. A channel shuffle has none: its maps only change places. */
export function layerSteps(
  index: number,
  plan: LayerPlan,
  planes: LayerPlanes,
  scratch: Scratch,
  kernels: Kernels,
): Step[] {
  if (planes.outputs.length === 0) return []
  const { layer, window } = plan
  switch (layer.type) {
    case 'conv2d':
      return [
        ...haloSteps(index, window, planes, scratch),
        ...convSteps(index, plan, layer, planes, scratch, kernels),
      ]
    case 'maxPool2d':
    case 'avgPool2d':
      return [...haloSteps(index, window, planes, scratch), poolStep(index, plan, planes, scratch, kernels)]
    case 'channelShuffle':
      return []
    case 'affine': {
      const params = planes.outputs.flatMap(([map]) => {
        const channel = map % plan.output[1]
        return [layer.scale[channel] ?? 1, layer.shift[channel] ?? 0]
      })
      return [pointwiseStep(index, plan, 'affine', params, planes, scratch)]
    }
    case 'leakyRelu': {
      const params = planes.outputs.flatMap(() => [layer.negativeSlope, 0])
      return [pointwiseStep(index, plan, 'leakyRelu', params, planes, scratch)]
    }
    case 'relu':
    case 'sigmoid':
    case 'tanh':
    case 'abs':
      return [pointwiseStep(index, plan, layer.type, [], planes, scratch)]
  }
}

function haloSteps(
  index: number,
  window: WindowPlan | null,
  planes: LayerPlanes,
  scratch: Scratch,
): HaloStep[] {
  if (window?.haloed !== true || planes.staleHalos.length === 0) return []
  const { h, w, geometry, border } = window
  const sources = planes.staleHalos.map((map) => planes.inputs[map] ?? 0)
  const targets = planes.staleHalos.map((map) => planes.halos[map] ?? 0)
  const rows = Math.max(1, Math.floor(HALO_TILE_FLOATS / geometry.rowPitch))
  const tiles: number[] = []
  for (let i = 0; i < sources.length; i++) {
    for (let row = 0; row < geometry.rows; row += rows)
      tiles.push(i, row, Math.min(geometry.rows, row + rows))
  }
  return [
    {
      kind: 'halo',
      layer: index,
      tiles: Int32Array.from(tiles),
      inputTable: pointerTable(scratch, sources),
      outputTable: pointerTable(scratch, targets),
      h,
      w,
      geometry,
      border,
    },
  ]
}

/** A tile of halo work copies 256 KB. */
const HALO_TILE_FLOATS = 65_536

function poolStep(
  index: number,
  plan: LayerPlan,
  planes: LayerPlanes,
  scratch: Scratch,
  kernels: Kernels,
): Step {
  const { window, layer } = plan
  if (window === null || (layer.type !== 'maxPool2d' && layer.type !== 'avgPool2d')) {
    throw new TypeError('pooling is planned with a window')
  }
  const spec = { set: kernels.set, shared: kernels.shared, type: layer.type, ...layoutOf(window) }
  const module = poolModule(spec)
  kernels.need(module.key, module.assemble)
  const sources = window.haloed ? planes.halos : planes.inputs
  return {
    kind: 'pool',
    layer: index,
    tiles: bandTiles(planes, plan.map),
    module: module.key,
    inputTable: pointerTable(
      scratch,
      planes.outputs.map(([map]) => sources[map] ?? 0),
    ),
    outputTable: pointerTable(
      scratch,
      planes.outputs.map(([, plane]) => plane),
    ),
    inputRowStep: spec.rowPitch * window.h.stride,
    width: plan.output[3],
    rowCounts: floats(scratch, plan.counts?.rows ?? []),
    colCounts: floats(scratch, plan.counts?.columns ?? []),
    statsOffset: plan.map.statsOffset,
    bandRows: plan.map.bandRows,
  }
}

function pointwiseStep(
  index: number,
  plan: LayerPlan,
  op: PointwiseOp,
  params: readonly number[],
  planes: LayerPlanes,
  scratch: Scratch,
): PointwiseStep {
  return {
    kind: 'pointwise',
    layer: index,
    tiles: bandTiles(planes, plan.map),
    op,
    inputTable: pointerTable(
      scratch,
      planes.outputs.map(([map]) => planes.inputs[map] ?? 0),
    ),
    outputTable: pointerTable(
      scratch,
      planes.outputs.map(([, plane]) => plane),
    ),
    params: floats(scratch, params),
    width: plan.output[3],
    statsOffset: plan.map.statsOffset,
    bandRows: plan.map.bandRows,
  }
}

/** The form of a window and of the planes it reads, as kernels want it. */
export function layoutOf({ h, w, geometry }: WindowPlan): WindowLayout {
  return { h, w, rowPitch: geometry.rowPitch, phasePitch: geometry.phasePitch }
}

/** First row and end of each band of a map. */
export function bandsOf(map: MapLayout): (readonly [from: number, to: number])[] {
  return rowRuns(map.height, map.bandRows)
}

/** First row and end of runs of rows, the last as long as is left. */
export function rowRuns(height: number, rows: number): (readonly [from: number, to: number])[] {
  return Array.from({ length: Math.ceil(height / rows) }, (_, run) => [
    run * rows,
    Math.min(height, (run + 1) * rows),
  ])
}

function bandTiles(planes: LayerPlanes, map: MapLayout): Int32Array {
  return Int32Array.from(
    planes.outputs.flatMap((_, i) => bandsOf(map).flatMap(([from, to]) => [i, from, to])),
  )
}

/** Write a table of pointers. */
export function pointerTable(scratch: Scratch, pointers: readonly number[]): Ptr {
  const at = scratch.take(pointers.length * 4)
  scratch.write(at, Uint32Array.from(pointers))
  return at
}

function floats(scratch: Scratch, values: Iterable<number>): Ptr {
  const data = Float32Array.from(values)
  const at = scratch.take(data.byteLength)
  scratch.write(at, data)
  return at
}
