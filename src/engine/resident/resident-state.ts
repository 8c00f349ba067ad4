import type { WindowPlan } from '../plan/window-plan.ts'
import { MemoryError } from '../../core/errors.ts'
import { sameValues } from '../../core/layers/same-values.ts'
import { paddedSize } from './arena.ts'
import { plainMapLayout, type MapLayout, type PlannedRun } from '../plan/layer-plan.ts'
import type { Plane, PlaneStore } from './planes.ts'
import { inputsRead, staleRun } from '../plan/stale-maps.ts'

/** The maps of a run in the engine's memory. It holds its planes until `releaseState`. */
export interface ResidentState extends PlannedRun {
  /** maps[0] are the planes of the input, maps[l + 1] the outputs of layer l; map n * C + c. */
  readonly maps: Plane[][]
  /** halos[l][m]: the haloed plane of input map m of layer l, where there is one. */
  readonly halos: (Plane | null)[][]
}

/** What a run will compute, with its memory taken. */
export interface PreparedRun {
  readonly state: ResidentState
  readonly staleInput: boolean
  /** staleHalos[l]: input maps of layer l whose haloed plane must be filled. */
  readonly staleHalos: readonly (readonly number[])[]
  /** staleMaps[l]: output maps of layer l to compute. */
  readonly staleMaps: readonly (readonly number[])[]
}

/** Where a plane of a run comes from: the last run, new memory, the plane of a map of the layer before, or nowhere. */
type Slot =
  | { readonly from: 'last'; readonly plane: Plane }
  | { readonly from: 'new'; readonly bytes: number; readonly layout: MapLayout | null }
  | { readonly from: 'input'; readonly map: number }
  | { readonly from: 'nowhere' }

interface Draft {
  readonly maps: readonly (readonly Slot[])[]
  readonly halos: readonly (readonly Slot[])[]
  readonly staleInput: boolean
  readonly staleHalos: readonly (readonly number[])[]
  readonly staleMaps: readonly (readonly number[])[]
}

/**
 * Decide what must be computed and take memory for it; what the last completed run already has is held, not copied.
 * Haloed planes of that run which cannot be used again are given up first: nothing but a run reads them.
 * Where the new maps fit only in place of the last ones, those are released (`lastReleased`): pictures of them are copies.
 * A run `aside` leaves the last one all it has.
 * @throws MemoryError with the numbers; the last run's maps are then untouched
 */
export function prepareRun(
  last: ResidentState | null,
  run: PlannedRun,
  store: PlaneStore,
  aside: boolean,
): { readonly prepared: PreparedRun; readonly lastReleased: boolean } {
  const draft = draftRun(last, run)
  if (last !== null && !aside) dropUnusedHalos(last, draft, store)
  const prepared = takePlanes(draft, run, store)
  if (prepared !== null) return { prepared, lastReleased: false }

  const fresh = draftRun(null, run)
  const replaced = aside ? null : last
  const available = store.arena.available + (replaced === null ? 0 : bytesOnlyHeldBy(replaced))
  if (replaced !== null && bytesNeeded(fresh) <= available) {
    releaseState(replaced, store)
    const retried = takePlanes(fresh, run, store)
    if (retried !== null) return { prepared: retried, lastReleased: true }
  }
  throw outOfMemory(bytesNeeded(fresh), available)
}

/** Release every plane of a state; it holds none afterwards. */
export function releaseState(state: ResidentState, store: PlaneStore): void {
  eachPlane(state, (plane) => {
    store.release(plane)
  })
  state.maps.length = 0
  state.halos.length = 0
}

/** The error for a run that does not fit. Sizes in bytes. */
export function outOfMemory(needed: number, available: number): MemoryError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`
  return new MemoryError(
    `This needs ${megabytes(needed)} of memory and ${megabytes(available)} are free. ` +
      'Choose a lower working resolution or fewer filters.',
    needed,
    available,
  )
}

function draftRun(last: ResidentState | null, run: PlannedRun): Draft {
  const [batch, channels, height, width] = run.input.shape
  const { kept, staleInput, layers } = staleRun(last, run)
  const inputLayout = plainMapLayout(height, width)
  const maps: Slot[][] = [
    list(batch * channels, (m) => slotOf(staleInput ? undefined : kept?.maps[0]?.[m], inputLayout)),
  ]
  const halos: Slot[][] = []
  const staleMaps: number[][] = []
  const staleHalos: number[][] = []
  for (const [l, { plan, before, staleInputs, staleOutputs }] of layers.entries()) {
    const { passedFrom, window } = plan
    const count = plan.output[0] * plan.output[1]
    const toCompute = indices(count, staleOutputs)
    maps.push(
      list(count, (map) => {
        if (passedFrom !== null) return { from: 'input', map: passedFrom(map) }
        return slotOf(staleOutputs(map) ? undefined : kept?.maps[l + 1]?.[map], plan.map)
      }),
    )
    const lastHalos = sameHalo(before?.window, window) ? kept?.halos[l] : undefined
    const read = inputsRead(plan, toCompute)
    const staleHere: number[] = []
    halos.push(
      list(plan.input[0] * plan.input[1], (m): Slot => {
        const known = staleInputs(m) ? null : (lastHalos?.[m] ?? null)
        if (known !== null) return { from: 'last', plane: known }
        if (window?.haloed !== true || !read.has(m)) return { from: 'nowhere' }
        staleHere.push(m)
        return { from: 'new', bytes: window.geometry.floats * 4, layout: null }
      }),
    )
    staleHalos.push(staleHere)
    staleMaps.push(passedFrom === null ? toCompute : [])
  }
  return { maps, halos, staleInput, staleHalos, staleMaps }
}

function slotOf(kept: Plane | undefined, layout: MapLayout): Slot {
  return kept === undefined ? { from: 'new', bytes: layout.bytes, layout } : { from: 'last', plane: kept }
}

function sameHalo(before: WindowPlan | null | undefined, now: WindowPlan | null): boolean {
  if (before === null || before === undefined || now === null) return false
  const halo = ({ border, geometry, spread, h, w }: WindowPlan) => [
    border,
    geometry,
    spread,
    h.before,
    h.size,
    w.before,
    w.size,
  ]
  return sameValues(halo(before), halo(now))
}

function dropUnusedHalos(last: ResidentState, draft: Draft, store: PlaneStore): void {
  const kept = new Set<Plane>()
  for (const slots of draft.halos) for (const slot of slots) if (slot.from === 'last') kept.add(slot.plane)
  for (const halos of last.halos) {
    for (const [m, plane] of halos.entries()) {
      if (plane === null || kept.has(plane)) continue
      store.release(plane)
      halos[m] = null
    }
  }
}

function takePlanes(draft: Draft, run: PlannedRun, store: PlaneStore): PreparedRun | null {
  const state: ResidentState = { ...run, maps: [], halos: [] }
  const take = (slot: Slot, inputs: readonly Plane[] | undefined): Plane | null => {
    if (slot.from === 'last') return store.hold(slot.plane)
    if (slot.from === 'new') return store.take(slot.bytes, slot.layout)
    const source = slot.from === 'input' ? inputs?.[slot.map] : undefined
    return source === undefined ? null : store.hold(source)
  }
  for (const [l, slots] of draft.maps.entries()) {
    const maps: Plane[] = []
    state.maps.push(maps)
    for (const slot of slots) {
      const plane = take(slot, state.maps[l - 1])
      if (plane === null) return giveUp(state, store)
      maps.push(plane)
    }
  }
  for (const slots of draft.halos) {
    const halos: (Plane | null)[] = []
    state.halos.push(halos)
    for (const slot of slots) {
      const plane = take(slot, undefined)
      if (plane === null && slot.from === 'new') return giveUp(state, store)
      halos.push(plane)
    }
  }
  return { state, staleInput: draft.staleInput, staleHalos: draft.staleHalos, staleMaps: draft.staleMaps }
}

function giveUp(state: ResidentState, store: PlaneStore): null {
  releaseState(state, store)
  return null
}

function bytesNeeded(draft: Draft): number {
  const slots = [...draft.maps.flat(), ...draft.halos.flat()]
  return slots.reduce((sum, slot) => sum + (slot.from === 'new' ? paddedSize(slot.bytes) : 0), 0)
}

/** Bytes that would become free if this state released its planes. */
function bytesOnlyHeldBy(state: ResidentState): number {
  const held = new Map<Plane, number>()
  eachPlane(state, (plane) => held.set(plane, (held.get(plane) ?? 0) + 1))
  let bytes = 0
  for (const [plane, times] of held) if (plane.holders === times) bytes += plane.block.bytes
  return bytes
}

function eachPlane(state: ResidentState, visit: (plane: Plane) => void): void {
  for (const planes of state.maps) for (const plane of planes) visit(plane)
  for (const planes of state.halos) for (const plane of planes) if (plane !== null) visit(plane)
}

function list<T>(length: number, make: (index: number) => T): T[] {
  const made: T[] = []
  for (let index = 0; index < length; index++) made.push(make(index))
  return made
}

/** Those of the indices below `length` that are wanted. */
function indices(length: number, wanted: (index: number) => boolean): number[] {
  const found: number[] = []
  for (let index = 0; index < length; index++) if (wanted(index)) found.push(index)
  return found
}
