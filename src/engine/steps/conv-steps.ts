import type { FilterBank } from '../../core/layers/layer.ts'
import { elementCount } from '../../core/tensor.ts'
import type { Algorithm, FasterConv } from '../../kernels/conv/algorithm.ts'
import type { TileSize } from '../../kernels/conv/face.ts'
import { fetchedFloats } from '../../kernels/conv/direct/fetch.ts'
import { convModule } from '../../kernels/conv/direct/module.ts'
import { directFloats } from '../../kernels/conv/direct/pack.ts'
import type { ConvBlock } from '../../kernels/conv/direct/shape.ts'
import { FASTER, type NamedPlan } from '../../kernels/conv/planning.ts'
import type { ConvStep, PackStep, TameStep } from '../../kernels/conv/steps.ts'
import { TAME_LIMIT } from '../../kernels/conv/tame.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import { writeTiles } from '../../kernels/program/tiles.ts'
import { filterRuns, rowRuns, type FilterRun } from '../../kernels/program/tiling.ts'
import type { ConvPlan } from '../plan/conv-plan.ts'
import { layoutOf } from '../plan/window-plan.ts'
import { writtenMaps, type LayerWork, type OutputMap } from './layer-work.ts'
import { packRuns, type PackedRuns } from './pack-runs.ts'
import { wordTable } from './scratch.ts'

/** Everything about a convolution's work. */
interface ConvWork extends LayerWork {
  readonly conv: ConvPlan
  readonly bank: FilterBank
}

/** Runs of filters that are computed alike, and the numbers of the planes of their maps. */
interface Share {
  readonly runs: readonly FilterRun[]
  /** Rows of each tile. */
  readonly rows: readonly (readonly [from: number, to: number])[]
  readonly outputs: readonly OutputMap[]
}

/** A faster way for a share, and where in its packed weights those of each run are. */
interface FasterShare {
  readonly conv: FasterConv
  readonly packed: PackedRuns
}

/** The steps that convolve: one for each algorithm that the filters to compute are given, after one that looks at their input. */
export function convSteps(layerWork: LayerWork): (PackStep | TameStep | ConvStep)[] {
  const { conv, bank } = layerWork.plan
  if (conv === null || bank === null) throw new TypeError('a convolution is planned as one')
  const work: ConvWork = { ...layerWork, conv, bank }
  const packs: PackStep[] = []
  const direct = shareOf(work, 'direct', conv.direct)
  const faster = FASTER.flatMap((algorithm) => {
    const plan = conv.faster[algorithm]
    if (plan === undefined) return []
    const share = shareOf(work, algorithm, plan)
    return share.runs.length === 0 ? [] : [{ plan, share }]
  })
  const directSteps = direct.runs.length > 0 ? [convStep(work, direct, conv.block, null, packs)] : []
  if (faster.length === 0) return [...packs, ...directSteps]
  const tame = tameStep(
    work,
    faster.flatMap(({ share }) => share.runs),
  )
  // Their own direct way, for input that is not tame, is rare: single filters are packed in no time.
  const fasterSteps = faster.map(({ plan, share }) =>
    convStep(work, share, conv.singleBlock, fasterShare(plan, work, share, tame.words, packs), packs),
  )
  return [...packs, ...directSteps, tame, ...fasterSteps]
}

function shareOf({ plan, conv, bank, planes }: ConvWork, algorithm: Algorithm, tiles: TileSize): Share {
  const [, channels] = plan.output
  const outPerGroup = channels / bank.params.groups
  const wanted: (OutputMap | undefined)[] = []
  for (const output of planes.outputs) {
    if (conv.algorithms[output.map % channels] === algorithm) wanted[output.map] = output
  }
  const runs = filterRuns(
    plan.output,
    outPerGroup,
    tiles.filtersPerTile,
    (map) => wanted[map] !== undefined,
    // Packed blocks must not reach across groups.
    algorithm === 'direct' && outPerGroup % conv.block.filters === 0,
  )
  const outputs: OutputMap[] = []
  for (const { n, filters } of runs) {
    for (const filter of filters) {
      const output = wanted[n * channels + filter]
      if (output !== undefined) outputs.push(output)
    }
  }
  return { runs, rows: rowRuns(plan.map.height, tiles.rowsPerTile), outputs }
}

function convStep(
  work: ConvWork,
  share: Share,
  block: ConvBlock,
  faster: FasterShare | null,
  packs: PackStep[],
): ConvStep {
  const { index, plan, conv, bank, planes, scratch, kernels } = work
  const [, inPerGroup, height, width] = bank.weight.shape
  const [, channelsIn] = plan.input
  const { groups } = bank.params
  const spec = {
    set: kernels.set,
    shared: kernels.shared,
    inPerGroup,
    block,
    ...layoutOf(conv.window),
  }
  const module = convModule(spec)
  kernels.need(module)
  const form = { inPerGroup, kernel: [height, width], block } as const
  const perFilter = directFloats(form)
  const packed = packRuns(work, bank, share.runs, { algorithm: 'direct', form }, () => perFilter, packs)
  const tiles = share.rows.flatMap(([from, to]) => {
    let done = 0
    return share.runs.map((run) => {
      const map = done
      done += run.filters.length
      return {
        input: run.n * channelsIn + run.group * inPerGroup,
        map,
        maps: run.filters.length,
        from,
        to,
        weights: packed.offsets.get(run) ?? 0,
        groups: run.groups,
        word: run.n * groups + run.group,
        fasterWeights: faster?.packed.offsets.get(run) ?? 0,
      }
    })
  })
  return {
    kind: 'conv',
    layer: index,
    tiles: writeTiles('conv', tiles),
    module: module.key,
    inputTable: wordTable(scratch, conv.window.haloed ? planes.halos : planes.inputs),
    outputTable: wordTable(
      scratch,
      share.outputs.map(({ plane }) => plane),
    ),
    ...writtenMaps(work, share.outputs),
    weights: packed.at,
    inPerGroup,
    inputRowStep: spec.rowPitch * spec.h.stride,
    fetchedFloats: fetchedFloats(spec, elementCount(plan.input)),
    block,
    weightFloatsPerFilter: perFilter,
    faster: faster?.conv ?? null,
  }
}

/**
 * The faster way of a share: asks for its kernels and workspace and packs its weights.
 * @param tame the words of the layer's TameStep: one for each group of each image
 */
function fasterShare(
  plan: NamedPlan,
  work: ConvWork,
  { runs }: Share,
  tame: Ptr,
  packs: PackStep[],
): FasterShare {
  const { kernels, bank } = work
  const modules = plan.modules(kernels)
  for (const module of modules) kernels.need(module)
  kernels.workspace(plan.workspace)
  const { data, shape } = bank.weight
  const each = data.length / shape[0]
  const floatsOf = (filter: number) => plan.floats(data.subarray(filter * each, (filter + 1) * each))
  const packed = packRuns(work, bank, runs, plan.form, floatsOf, packs)
  return { conv: { way: plan.way, modules: modules.map(({ key }) => key), weights: packed.at, tame }, packed }
}

/** The step that looks at the input of every group of every image that these runs read. */
function tameStep({ index, plan, bank, planes, scratch }: ConvWork, runs: readonly FilterRun[]): TameStep {
  const { groups } = bank.params
  const [, inPerGroup] = bank.weight.shape
  const words = new Set(runs.map(({ n, group }) => n * groups + group))
  const tiles = [...words].map((word) => ({ map: word * inPerGroup, maps: inPerGroup, word }))
  return {
    kind: 'tame',
    layer: index,
    tiles: writeTiles('tame', tiles),
    inputTable: wordTable(scratch, planes.inputs),
    statsOffset: plan.inputMap.statsOffset,
    bands: plan.inputMap.bands,
    limit: TAME_LIMIT,
    words: scratch.take(4 * plan.output[0] * groups),
  }
}
