import { packWeights } from './direct/module.ts'
import type { PackStep } from './pack-step.ts'
import { packRowWinograd } from './row-winograd/run.ts'
import { packWinograd } from './winograd/run.ts'

/** Pack one run of filters of a PackStep. `floats` is a view over all memory. */
export function runPack(step: PackStep, run: number, floats: Float32Array): void {
  const found = step.runs[run]
  if (found === undefined) throw new RangeError(`no run ${run} in a step of ${step.runs.length}`)
  const { filters } = found
  const at = (address: number, count: number) => floats.subarray(address / 4, address / 4 + count)
  const target = at(step.target + found.offset, found.floats)
  const weight = at(step.weight, step.weightFloats)
  const bias = step.bias === null ? null : at(step.bias, step.filters)
  const { form } = step
  switch (form.algorithm) {
    case 'direct':
      packWeights(target, weight, bias, filters, form.layout)
      break
    case 'winograd':
      packWinograd(target, weight, bias, filters, form.shape)
      break
    case 'rowWinograd':
      packRowWinograd(target, weight, bias, filters, form.shape)
      break
  }
}
