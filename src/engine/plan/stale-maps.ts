import type { FilterBank } from '../../core/layers/layer.ts'
import { sameValues } from '../../core/layers/same-values.ts'
import type { LayerPlan, PlannedRun } from './layer-plan.ts'

/** Whether map n * C + c has to be computed. */
export type Stale = (map: number) => boolean

/** Everything is to be computed. */
const ALL_STALE: Stale = () => true

/** Nothing is. */
const NONE_STALE: Stale = () => false

/** What of a layer has to be computed: its output maps that are stale, as some of its inputs may be. */
export interface StaleLayer {
  readonly plan: LayerPlan
  /** The layer that stood in its place in the run of which maps are kept. */
  readonly before: LayerPlan | undefined
  readonly staleInputs: Stale
  readonly staleOutputs: Stale
}

/** What a run has to compute. */
export interface StaleRun<Last> {
  /** The run of which maps are kept, null where none can be. */
  readonly kept: Last | null
  /** Whether the picture is another one. */
  readonly staleInput: boolean
  readonly layers: readonly StaleLayer[]
}

/** What a run has to compute after the last completed one. */
export function staleRun<Last extends PlannedRun>(last: Last | null, now: PlannedRun): StaleRun<Last> {
  const kept = last?.only === now.only ? last : null
  const staleInput = kept?.input !== now.input
  let staleInputs = staleInput ? ALL_STALE : NONE_STALE
  const layers = now.plans.map((plan, l) => {
    const before = kept?.plans[l]
    const layer = { plan, before, staleInputs, staleOutputs: staleOutputs(before, plan, staleInputs) }
    staleInputs = layer.staleOutputs
    return layer
  })
  return { kept, staleInput, layers }
}

/**
 * Which output maps of a layer must be recomputed, given the layer of the last completed run that stood in its place
 * and which of its input maps changed since.
 */
export function staleOutputs(before: LayerPlan | undefined, now: LayerPlan, staleInput: Stale): Stale {
  if (before === undefined || !sameShape(before, now)) return ALL_STALE
  if (before.layer.type !== now.layer.type) return ALL_STALE
  if (now.bank !== null) {
    return before.bank === null ? ALL_STALE : staleFilters(before.bank, now.bank, now, staleInput)
  }
  if (!sameValues(before.layer, now.layer)) return ALL_STALE
  const { passedFrom, placement } = now
  if (placement !== null) return (map) => placement.sources(map).some((source) => staleInput(source.map))
  return passedFrom === null ? staleInput : (map) => staleInput(passedFrom(map))
}

/** Input maps that the given output maps are computed from. */
export function inputsRead(plan: LayerPlan, outputs: readonly number[]): ReadonlySet<number> {
  const { placement, bank } = plan
  if (placement !== null)
    return new Set(outputs.flatMap((map) => placement.sources(map).map((source) => source.map)))
  if (bank === null) return new Set(outputs)
  const [, channelsIn] = plan.input
  const [, channelsOut] = plan.output
  const { groups } = bank.params
  const inPerGroup = channelsIn / groups
  const read = new Set<number>()
  for (const map of outputs) {
    const group = Math.floor(((map % channelsOut) * groups) / channelsOut)
    const first = Math.floor(map / channelsOut) * channelsIn + group * inPerGroup
    if (!read.has(first)) for (let i = 0; i < inPerGroup; i++) read.add(first + i)
  }
  return read
}

function staleFilters(before: FilterBank, now: FilterBank, plan: LayerPlan, staleInput: Stale): Stale {
  if (!sameParams(before, now)) return ALL_STALE
  const [batch, channelsIn] = plan.input
  const [, channelsOut] = plan.output
  const { groups } = now.params
  const inPerGroup = channelsIn / groups
  const outPerGroup = channelsOut / groups
  const edited = editedFilters(before, now)
  const groupStale: boolean[] = []
  for (let n = 0; n < batch; n++) {
    for (let group = 0; group < groups; group++) {
      const first = n * channelsIn + group * inPerGroup
      groupStale.push(Array.from({ length: inPerGroup }, (_, i) => first + i).some(staleInput))
    }
  }
  return (map) => {
    const filter = map % channelsOut
    const n = Math.floor(map / channelsOut)
    return edited[filter] === true || groupStale[n * groups + Math.floor(filter / outPerGroup)] === true
  }
}

/** Filters whose weights or bias differ, bit for bit where it matters (NaN equals NaN, -0 differs from 0). */
function editedFilters(before: FilterBank, now: FilterBank): boolean[] {
  const filters = now.weight.shape[0]
  if (before.weight === now.weight && before.bias === now.bias) return Array<boolean>(filters).fill(false)
  const size = now.weight.data.length / filters
  return Array.from({ length: filters }, (_, filter) => {
    const weights = ({ weight }: FilterBank) => weight.data.subarray(filter * size, (filter + 1) * size)
    return !Object.is(before.bias?.[filter], now.bias?.[filter]) || !sameValues(weights(before), weights(now))
  })
}

function sameParams(before: FilterBank, now: FilterBank): boolean {
  return sameValues(before.weight.shape, now.weight.shape) && sameValues(before.params, now.params)
}

function sameShape(before: LayerPlan, now: LayerPlan): boolean {
  return sameValues(before.input, now.input) && sameValues(before.output, now.output)
}
