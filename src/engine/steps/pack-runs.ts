import type { FilterBank } from '../../core/layers/layer.ts'
import type { PackForm } from '../../kernels/conv/algorithm.ts'
import { packFilters } from '../../kernels/conv/pack.ts'
import type { PackStep } from '../../kernels/conv/steps.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import { writeTiles } from '../../kernels/program/tiles.ts'
import type { FilterRun } from '../../kernels/program/tiling.ts'
import type { LayerWork } from './layer-work.ts'
import type { Scratch } from './scratch.ts'

/** The packed weights of some runs: where they stand, and the byte offset of each run's. Images share theirs. */
export interface PackedRuns {
  readonly at: Ptr
  readonly offsets: ReadonlyMap<FilterRun, number>
}

/** Weights that the main thread packs itself, in half a millisecond at most: a filter or a few, as after an edit. */
const FLOATS_PACKED_HERE = 30_000

/**
 * Pack the weights of runs of filters, unless they are at hand: what they are follows from the bank, the form and the filters, and so
 * does the name by which they are kept. Many are left to the workers.
 * @param floatsOf floats of the packed weights of a filter
 * @param packs receives the step that packs, where workers are to do it
 * @throws MemoryError
 */
export function packRuns(
  { index, scratch }: Pick<LayerWork, 'index' | 'scratch'>,
  bank: FilterBank,
  runs: readonly FilterRun[],
  form: PackForm,
  floatsOf: (filter: number) => number,
  packs: PackStep[],
): PackedRuns {
  const packed = new Map<string, PackStep['runs'][number]>()
  const offsets = new Map<FilterRun, number>()
  let floats = 0
  for (const run of runs) {
    const { filters } = run
    const name = filters.join()
    const known = packed.get(name)
    offsets.set(run, known?.offset ?? 4 * floats)
    if (known !== undefined) continue
    const own = filters.reduce((sum, filter) => sum + floatsOf(filter), 0)
    packed.set(name, { filters, offset: 4 * floats, floats: own })
    floats += own
  }
  const key = `${JSON.stringify(form)} ${[...packed.keys()].join(';')}`
  const distinct = [...packed.values()]
  const room = floats > FLOATS_PACKED_HERE ? scratch.roomForPacked(bank, key, floats) : null
  if (room !== null) {
    if (room.isEmpty) packs.push(packStep(index, scratch, bank, room.at, distinct, form))
    return { at: room.at, offsets }
  }
  const at = scratch.packed(bank, key, floats, (target) => {
    for (const run of distinct) {
      const from = run.offset / 4
      packFilters(target.subarray(from, from + run.floats), bank.weight.data, bank.bias, run.filters, form)
    }
  })
  return { at, offsets }
}

function packStep(
  index: number,
  scratch: Scratch,
  { weight, bias }: FilterBank,
  target: Ptr,
  runs: PackStep['runs'],
  form: PackForm,
): PackStep {
  const copied = (values: Float32Array) => {
    const at = scratch.take(values.byteLength)
    scratch.write(at, new Float32Array(values))
    return at
  }
  return {
    kind: 'pack',
    layer: index,
    tiles: writeTiles(
      'pack',
      runs.map((_, run) => ({ run })),
    ),
    weight: copied(weight.data),
    weightFloats: weight.data.length,
    bias: bias === null ? null : copied(bias),
    filters: weight.shape[0],
    target,
    runs,
    form,
  }
}
