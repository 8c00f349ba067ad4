import { ShapeError } from '../../core/errors.ts'
import { costVariants, type CostVariant } from '../../core/cost/variants.ts'
import { inChannelsOf } from '../../core/layers/conv2d.ts'
import { validGroups } from '../../core/layers/groups.ts'
import type { FilterBank } from '../../core/layers/layer.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { formatPair } from '../controls/numbers.ts'

/** A Conv2d's variants; a dense one is widened for the fewest groups it could have. */
export function variantsOf(
  input: Shape4 | null,
  bank: FilterBank | null,
): { readonly variants: readonly CostVariant[]; readonly problem: string | null } {
  if (input === null || bank === null) return { variants: [], problem: null }
  const { groups } = bank.params
  const wide = groups > 1 ? groups : (validGroups(inChannelsOf(bank), bank.weight.shape[0])[1] ?? 1)
  try {
    return { variants: costVariants(input, bank, wide), problem: null }
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    return { variants: [], problem: error.message }
  }
}

/** "Layer 3, 8→16, k3" */
export function convCaption(number: number, bank: FilterBank): string {
  const [filters, , kH, kW] = bank.weight.shape
  return `Layer ${number}, ${inChannelsOf(bank)}→${filters}, k${formatPair([kH, kW]).replaceAll(' ', '')}`
}
