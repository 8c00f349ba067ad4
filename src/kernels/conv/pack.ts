import type { FasterAlgorithm, FasterForm, PackForm } from './algorithm.ts'
import { packDirect } from './direct/pack.ts'
import { RUNNING } from './running.ts'
import type { PackStep } from './steps.ts'

/** Pack the weights of one tile in the order of a form: see Pack. */
export function packFilters(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  form: PackForm,
): void {
  if (form.algorithm === 'direct') packDirect(target, weight, bias, filters, form.form)
  else packFaster(target, weight, bias, filters, form)
}

function packFaster<A extends FasterAlgorithm>(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  { algorithm, form }: FasterForm<A>,
): void {
  RUNNING[algorithm].pack(target, weight, bias, filters, form)
}

/** Pack one run of filters of a PackStep. `floats` is a view over all memory. @throws RangeError */
export function runPack(step: PackStep, run: number, floats: Float32Array): void {
  const found = step.runs[run]
  if (found === undefined) throw new RangeError(`no run ${run} in a step of ${step.runs.length}`)
  const at = (address: number, count: number) => floats.subarray(address / 4, address / 4 + count)
  packFilters(
    at(step.target + found.offset, found.floats),
    at(step.weight, step.weightFloats),
    step.bias === null ? null : at(step.bias, step.filters),
    found.filters,
    step.form,
  )
}
