import type { Conv2dLayer } from '../core/layers.ts'
import { filterRuns, filtersPerTile } from '../core/planner.ts'
import { convModule, packWeights, weightFloatsPerFilter } from '../kernels/conv.ts'
import { poolModule } from '../kernels/pool.ts'
import type { HaloStep, PointwiseOp, PointwiseStep, Ptr, Step } from '../kernels/program.ts'
import type { KernelSet } from '../kernels/sets.ts'
import type { WindowLayout } from '../kernels/taps.ts'
import type { LayerPlan, MapLayout, WindowPlan } from './layer-plan.ts'

/** Memory that lives as long as one program: pointer tables, packed weights. */
export interface Scratch {
  /** @throws MemoryError */
  take(bytes: number): Ptr
  write(at: Ptr, data: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): void
}

/** Kernels that steps refer to: asks for a module's bytes only when its key is new. */
export interface Kernels {
  readonly set: KernelSet
  readonly shared: boolean
  need(key: string, assemble: () => Uint8Array<ArrayBuffer>): void
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
        convStep(index, plan, layer, planes, scratch, kernels),
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

function convStep(
  index: number,
  plan: LayerPlan,
  layer: Conv2dLayer,
  planes: LayerPlanes,
  scratch: Scratch,
  kernels: Kernels,
): Step {
  const { window, block } = plan
  if (window === null || block === null)
    throw new TypeError('a convolution is planned with a window and a block')
  const { bank } = layer
  const [, inPerGroup] = bank.weight.shape
  const [, channelsIn] = plan.input
  const [, channelsOut, , width] = plan.output
  const spec = { set: kernels.set, shared: kernels.shared, inPerGroup, block, ...layoutOf(window) }
  const module = convModule(spec)
  kernels.need(module.key, module.assemble)

  const perFilter = weightFloatsPerFilter(spec)
  const outPerGroup = channelsOut / bank.params.groups
  const planeOf = new Map(planes.outputs)
  const runs = filterRuns(
    plan.output,
    outPerGroup,
    filtersPerTile(perFilter * plan.map.bandRows * width, block.filters),
    (map) => planeOf.has(map),
  )
  const packed = new Float32Array(perFilter * planes.outputs.length)
  const outputs: number[] = []
  const tiles: number[] = []
  for (const [rowFrom, rowTo] of bandsOf(plan.map)) {
    let done = 0
    for (const { n, group, filters } of runs) {
      const firstInput = n * channelsIn + group * inPerGroup
      tiles.push(firstInput, done, filters.length, rowFrom, rowTo, done * perFilter * 4)
      done += filters.length
    }
  }
  for (const { n, filters } of runs) {
    const target = packed.subarray(outputs.length * perFilter, (outputs.length + filters.length) * perFilter)
    packWeights(target, bank.weight.data, bank.bias, filters, spec)
    for (const filter of filters) outputs.push(planeOf.get(n * channelsOut + filter) ?? 0)
  }
  const weights = scratch.take(packed.byteLength)
  scratch.write(weights, packed)
  return {
    kind: 'conv',
    layer: index,
    tiles: Int32Array.from(tiles),
    module: module.key,
    inputTable: pointerTable(scratch, window.haloed ? planes.halos : planes.inputs),
    outputTable: pointerTable(scratch, outputs),
    weights,
    inputRowStep: spec.rowPitch * window.h.stride,
    width,
    block,
    weightFloatsPerFilter: perFilter,
    statsOffset: plan.map.statsOffset,
    bandRows: plan.map.bandRows,
  }
}

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
function layoutOf({ h, w, geometry }: WindowPlan): WindowLayout {
  return { h, w, rowPitch: geometry.rowPitch, phasePitch: geometry.phasePitch }
}

/** First row and end of each band of a map. */
export function bandsOf(map: MapLayout): (readonly [from: number, to: number])[] {
  return Array.from({ length: map.bands }, (_, band) => [
    band * map.bandRows,
    Math.min(map.height, (band + 1) * map.bandRows),
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
