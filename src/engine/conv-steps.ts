import type { Conv2dLayer } from '../core/layers.ts'
import { filterRuns, type FilterRun } from '../core/planner.ts'
import { type Algorithm } from '../kernels/algorithm.ts'
import { convBlock } from '../kernels/blocks.ts'
import { convModule, packWeights, weightFloatsPerFilter } from '../kernels/conv.ts'
import type { ConvStep, FasterConv, Ptr, TameStep } from '../kernels/program.ts'
import { TAME_LIMIT } from '../kernels/tame.ts'
import { TILE } from '../kernels/winograd-matrices.ts'
import { packWinograd, winogradFloats } from '../kernels/winograd-tile.ts'
import { winogradLayout } from '../kernels/winograd-layout.ts'
import { winogradModule } from '../kernels/winograd.ts'
import type { ConvPlan } from './conv-plan.ts'
import type { LayerPlan, WindowPlan } from './layer-plan.ts'
import {
  bandsOf,
  layoutOf,
  pointerTable,
  type Kernels,
  type LayerPlanes,
  type Scratch,
} from './layer-steps.ts'

/** Everything about a convolution's work. */
interface ConvWork {
  readonly index: number
  readonly plan: LayerPlan
  readonly conv: ConvPlan
  readonly window: WindowPlan
  readonly layer: Conv2dLayer
  readonly planes: LayerPlanes
  readonly scratch: Scratch
  readonly kernels: Kernels
}

/** Runs of filters that are computed alike, and the numbers of the planes of their maps. */
interface Share {
  readonly runs: readonly FilterRun[]
  readonly bands: readonly (readonly [from: number, to: number])[]
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
): (TameStep | ConvStep)[] {
  const { window, conv } = plan
  if (window === null || conv === null) throw new TypeError('a convolution is planned with a window')
  const work: ConvWork = { index, plan, conv, window, layer, planes, scratch, kernels }
  const direct = shareOf(work, 'direct')
  const steps: (TameStep | ConvStep)[] = direct.runs.length > 0 ? [directStep(work, direct)] : []
  const winograd = shareOf(work, 'winograd')
  if (winograd.runs.length === 0) return steps
  const tame = tameStep(work, winograd.runs)
  return [...steps, tame, fasterStep(work, winograd, winogradConv(work, winograd, tame))]
}

function shareOf({ plan, conv, layer, planes }: ConvWork, algorithm: Algorithm): Share {
  const [, channels] = plan.output
  const planeOf = new Map(planes.outputs.filter(([map]) => conv.algorithms[map % channels] === algorithm))
  const runs = filterRuns(
    plan.output,
    channels / layer.bank.params.groups,
    conv.filtersPerTile[algorithm],
    (map) => planeOf.has(map),
    // Packed blocks must not reach across groups.
    algorithm === 'direct' && (channels / layer.bank.params.groups) % conv.block.filters === 0,
  )
  const outputs = runs.flatMap(({ n, filters }) =>
    filters.flatMap((filter) => planeOf.get(n * channels + filter) ?? []),
  )
  return { runs, bands: bandsOf(plan.map), outputs }
}

/** The tiles of a share, and behind each the word and the packed weights of its faster way. */
function tilesOf<T>(
  { runs, bands }: Share,
  tile: (run: FilterRun, done: number, from: number, to: number) => readonly T[],
): T[] {
  return bands.flatMap(([from, to]) => {
    let done = 0
    return runs.flatMap((run) => {
      const numbers = tile(run, done, from, to)
      done += run.filters.length
      return numbers
    })
  })
}

function directStep(work: ConvWork, share: Share): ConvStep {
  return convStep(work, share, work.conv.block, null)
}

/** A step with a faster way. Its own, for input that is not tame, is rare: single filters are packed in no time. */
function fasterStep(work: ConvWork, share: Share, faster: FasterConv): ConvStep {
  const block = convBlock(work.kernels.set, {
    inPerGroup: work.layer.bank.weight.shape[1],
    outPerGroup: 1,
    h: work.window.h,
    w: work.window.w,
  })
  return convStep(work, share, block, faster)
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
  const packed = packRuns(work, share, `direct ${block.filters}`, perFilter, (target, filters) => {
    packWeights(target, bank.weight.data, bank.bias, filters, spec)
  })
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

function winogradConv(work: ConvWork, share: Share, tame: TameStep): FasterConv {
  const { plan, conv, window, layer, kernels } = work
  const { bank } = layer
  const { set, shared } = kernels
  const [, inPerGroup] = bank.weight.shape
  const last = share.bands.at(-1) ?? [0, 0]
  const tileRows = new Set([plan.map.bandRows, last[1] - last[0]].map((rows) => Math.ceil(rows / TILE)))
  const shape = {
    inPerGroup,
    width: plan.output[3],
    rowPitch: window.geometry.rowPitch,
    tileRows: [...tileRows],
    ...conv.winograd,
  }
  const module = winogradModule({ ...shape, set, shared })
  kernels.need(module.key, module.assemble)
  kernels.workspace(winogradLayout(shape).bytes)
  const perFilter = winogradFloats(inPerGroup)
  const packed = packRuns(
    work,
    share,
    `winograd ${shape.filters}/${shape.chunk}`,
    perFilter,
    (target, filters) => {
      packWinograd(target, bank.weight.data, bank.bias, filters, shape)
    },
  )
  const { groups } = bank.params
  const tiles = tilesOf(share, (run) => [run.n * groups + run.group, packed.offset(run)])
  return {
    algorithm: 'winograd',
    module: module.key,
    weights: packed.at,
    tame: tame.words,
    tiles: Int32Array.from(tiles),
    shape,
  }
}

/** The packed weights of a share: where they stand, and the byte offset of each run's. Images share theirs. */
interface PackedRuns {
  readonly at: Ptr
  readonly offset: (run: FilterRun) => number
}

function packRuns(
  { layer, scratch }: ConvWork,
  { runs }: Share,
  form: string,
  floatsPerFilter: number,
  pack: (target: Float32Array, filters: readonly number[]) => void,
): PackedRuns {
  const offsets = new Map<string, number>()
  const distinct: FilterRun[] = []
  let floats = 0
  const nameOf = ({ filters }: FilterRun) => filters.join()
  for (const run of runs) {
    const name = nameOf(run)
    if (offsets.has(name)) continue
    offsets.set(name, floats)
    distinct.push(run)
    floats += run.filters.length * floatsPerFilter
  }
  const key = `${form}: ${[...offsets.keys()].join(';')}`
  const at = scratch.packed(layer.bank, key, floats, (target) => {
    for (const run of distinct) {
      const from = offsets.get(nameOf(run)) ?? 0
      pack(target.subarray(from, from + run.filters.length * floatsPerFilter), run.filters)
    }
  })
  return { at, offset: (run) => 4 * (offsets.get(nameOf(run)) ?? 0) }
}
