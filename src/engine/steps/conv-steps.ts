import type { Conv2dLayer } from '../../core/layers/layer.ts'
import { filterRuns, type FilterRun } from '../plan/tiling.ts'
import { elementCount } from '../../core/tensor.ts'
import { type Algorithm } from '../../kernels/conv/choose.ts'
import { convModule, packWeights, weightFloatsPerFilter } from '../../kernels/conv/direct/module.ts'
import { fetchedFloats } from '../../kernels/conv/direct/fetch.ts'
import type { PackForm, PackStep } from '../../kernels/conv/pack-step.ts'
import type { FasterConv } from '../../kernels/conv/algorithms.ts'
import type { ConvStep, Ptr, TameStep } from '../../kernels/program/program.ts'
import { TAME_LIMIT } from '../../kernels/conv/tame.ts'
import type { ConvPlan } from '../plan/conv-plan.ts'
import { fasterConv } from './faster-conv.ts'
import type { LayerPlan, WindowPlan } from '../plan/layer-plan.ts'
import {
  rowRuns,
  layoutOf,
  pointerTable,
  type Kernels,
  type LayerPlanes,
  type Scratch,
} from './layer-steps.ts'

/** Everything about a convolution's work. */
export interface ConvWork {
  readonly index: number
  readonly plan: LayerPlan
  readonly conv: ConvPlan
  readonly window: WindowPlan
  readonly layer: Conv2dLayer
  readonly planes: LayerPlanes
  readonly scratch: Scratch
  readonly kernels: Kernels
  /** Collects the steps that pack weights for the others. */
  readonly packs: PackStep[]
}

/** Runs of filters that are computed alike, and the numbers of the planes of their maps. */
export interface Share {
  readonly runs: readonly FilterRun[]
  /** Rows of each tile. */
  readonly rows: readonly (readonly [from: number, to: number])[]
  readonly outputs: readonly Ptr[]
}

/** The steps that convolve: one for each algorithm that the filters to compute are given, after one that looks at their input. */
export function convSteps(
  index: number,
  plan: LayerPlan,
  layer: Conv2dLayer,
  planes: LayerPlanes,
  scratch: Scratch,
  kernels: Kernels,
): (PackStep | TameStep | ConvStep)[] {
  const { window, conv } = plan
  if (window === null || conv === null) throw new TypeError('a convolution is planned with a window')
  const work: ConvWork = { index, plan, conv, window, layer, planes, scratch, kernels, packs: [] }
  const direct = shareOf(work, 'direct')
  const faster = FASTER.map((algorithm) => ({ algorithm, share: shareOf(work, algorithm) })).filter(
    ({ share }) => share.runs.length > 0,
  )
  const directSteps = direct.runs.length > 0 ? [convStep(work, direct, conv.block, null)] : []
  if (faster.length === 0) return [...work.packs, ...directSteps]
  const tame = tameStep(
    work,
    faster.flatMap(({ share }) => share.runs),
  )
  // Their own direct way, for input that is not tame, is rare: single filters are packed in no time.
  const fasterSteps = faster.map(({ algorithm, share }) =>
    convStep(work, share, conv.singleBlock, fasterConv(algorithm, work, share, tame.words)),
  )
  return [...work.packs, ...directSteps, tame, ...fasterSteps]
}

const FASTER = ['winograd', 'rowWinograd', 'separable', 'sparse'] as const

function shareOf({ plan, conv, layer, planes }: ConvWork, algorithm: Algorithm): Share {
  const [, channels] = plan.output
  if (!conv.algorithms.includes(algorithm)) return { runs: [], rows: [], outputs: [] }
  const planeOf: (Ptr | undefined)[] = []
  for (const [map, plane] of planes.outputs) {
    if (conv.algorithms[map % channels] === algorithm) planeOf[map] = plane
  }
  const runs = filterRuns(
    plan.output,
    channels / layer.bank.params.groups,
    conv.filtersPerTile[algorithm],
    (map) => planeOf[map] !== undefined,
    // Packed blocks must not reach across groups.
    algorithm === 'direct' && (channels / layer.bank.params.groups) % conv.block.filters === 0,
  )
  const outputs: Ptr[] = []
  for (const { n, filters } of runs) {
    for (const filter of filters) {
      const plane = planeOf[n * channels + filter]
      if (plane !== undefined) outputs.push(plane)
    }
  }
  const rows = rowRuns(plan.map.height, conv.rowsPerTile[algorithm])
  return { runs, rows, outputs }
}

/** The tiles of a share, and behind each the word and the packed weights of its faster way. */
export function tilesOf<T>(
  { runs, rows }: Share,
  tile: (run: FilterRun, done: number, from: number, to: number) => readonly T[],
): T[] {
  const tiles: T[] = []
  for (const [from, to] of rows) {
    let done = 0
    for (const run of runs) {
      tiles.push(...tile(run, done, from, to))
      done += run.filters.length
    }
  }
  return tiles
}

function convStep(
  work: ConvWork,
  share: Share,
  block: ConvPlan['block'],
  faster: FasterConv | null,
): ConvStep {
  const { index, plan, window, layer, planes, scratch, kernels } = work
  const { bank } = layer
  const [, inPerGroup] = bank.weight.shape
  const [, channelsIn] = plan.input
  const spec = {
    set: kernels.set,
    shared: kernels.shared,
    inPerGroup,
    block,
    stats: true,
    ...layoutOf(window),
  }
  const module = convModule(spec)
  kernels.need(module.key, module.assemble)
  const perFilter = weightFloatsPerFilter(spec)
  const packed = packRuns(
    work,
    share,
    `direct ${block.filters}`,
    ({ length }) => length * perFilter,
    (target, filters) => {
      packWeights(target, bank.weight.data, bank.bias, filters, spec)
    },
    { algorithm: 'direct', layout: { inPerGroup, block, h: window.h, w: window.w } },
  )
  const tiles = tilesOf(share, (run, done, from, to) => [
    run.n * channelsIn + run.group * inPerGroup,
    done,
    run.filters.length,
    from,
    to,
    packed.offset(run),
    run.groups,
  ])
  return {
    kind: 'conv',
    layer: index,
    tiles: Int32Array.from(tiles),
    module: module.key,
    inputTable: pointerTable(scratch, window.haloed ? planes.halos : planes.inputs),
    outputTable: pointerTable(scratch, share.outputs),
    weights: packed.at,
    inPerGroup,
    inputRowStep: spec.rowPitch * window.h.stride,
    fetchedFloats: fetchedFloats(spec, elementCount(plan.input)),
    width: plan.output[3],
    block,
    weightFloatsPerFilter: perFilter,
    statsOffset: plan.map.statsOffset,
    bandRows: plan.map.bandRows,
    faster,
  }
}

/** The step that looks at the input of every group of every image that these runs read. */
function tameStep({ index, plan, layer, planes, scratch }: ConvWork, runs: readonly FilterRun[]): TameStep {
  const { groups } = layer.bank.params
  const [, inPerGroup] = layer.bank.weight.shape
  const words = new Set(runs.map(({ n, group }) => n * groups + group))
  return {
    kind: 'tame',
    layer: index,
    tiles: Int32Array.from([...words].flatMap((word) => [word * inPerGroup, inPerGroup, word])),
    inputTable: pointerTable(scratch, planes.inputs),
    statsOffset: plan.inputMap.statsOffset,
    bands: plan.inputMap.bands,
    limit: TAME_LIMIT,
    words: scratch.take(4 * plan.output[0] * groups),
  }
}

/** The packed weights of a share: where they stand, and the byte offset of each run's. Images share theirs. */
export interface PackedRuns {
  readonly at: Ptr
  readonly offset: (run: FilterRun) => number
}

/**
 * Pack the weights of a share, unless they are at hand.
 * @param form what the packed numbers depend on beside the bank and the runs
 * @param floatsOf floats of the packed weights of these filters
 * @param pack writes them
 * @param packForm how a worker writes them, if it can: many are left to the workers
 * @throws MemoryError
 */
export function packRuns(
  work: ConvWork,
  { runs }: Share,
  form: string,
  floatsOf: (filters: readonly number[]) => number,
  pack: (target: Float32Array, filters: readonly number[]) => void,
  packForm?: PackForm,
): PackedRuns {
  const { layer, scratch } = work
  const offsets = new Map<string, number>()
  const offsetOf = new Map<FilterRun, number>()
  const distinct: FilterRun[] = []
  let floats = 0
  for (const run of runs) {
    const name = run.filters.join()
    const known = offsets.get(name)
    offsetOf.set(run, known ?? floats)
    if (known !== undefined) continue
    offsets.set(name, floats)
    distinct.push(run)
    floats += floatsOf(run.filters)
  }
  const key = `${form}: ${[...offsets.keys()].join(';')}`
  const offset = (run: FilterRun) => 4 * (offsetOf.get(run) ?? 0)
  if (packForm !== undefined && floats > FLOATS_PACKED_HERE) {
    const room = scratch.roomForPacked(layer.bank, key, floats)
    if (room !== null) {
      const packed = distinct.map((run) => ({
        filters: run.filters,
        offset: offset(run),
        floats: floatsOf(run.filters),
      }))
      if (room.isEmpty) work.packs.push(packStep(work, room.at, packed, packForm))
      return { at: room.at, offset }
    }
  }
  const at = scratch.packed(layer.bank, key, floats, (target) => {
    for (const run of distinct) {
      const from = offsetOf.get(run) ?? 0
      pack(target.subarray(from, from + floatsOf(run.filters)), run.filters)
    }
  })
  return { at, offset }
}

/** Weights that the main thread packs itself, in half a millisecond at most: a filter or a few, as after an edit. */
const FLOATS_PACKED_HERE = 30_000

function packStep(
  { index, layer, scratch }: ConvWork,
  target: Ptr,
  runs: PackStep['runs'],
  form: PackForm,
): PackStep {
  const { weight, bias } = layer.bank
  const copied = (values: Float32Array) => {
    const at = scratch.take(values.byteLength)
    scratch.write(at, new Float32Array(values))
    return at
  }
  return {
    kind: 'pack',
    layer: index,
    tiles: Int32Array.from(runs.keys()),
    weight: copied(weight.data),
    weightFloats: weight.data.length,
    bias: bias === null ? null : copied(bias),
    filters: weight.shape[0],
    target,
    runs,
    form,
  }
}
