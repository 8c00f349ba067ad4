import { createBank } from '../bank/bank.ts'
import { LUMA } from '../image/brightness.ts'
import { arrangeFilters } from '../bank/rewire.ts'
import { referenceConv2d, type ReferenceTensor } from '../layers/reference.ts'
import type { Pair } from '../tensor.ts'
import { applyPreset, targetsOf, type AnyPreset } from './apply-preset.ts'
import type { ParameterValues } from './preset.ts'

/** Filters of a whole bank whose maps stand for all. */
const OF_A_BANK = 4

/**
 * What a preset makes of a photo, in float64: the map of the filter that it fills, or a few of a bank's, evenly spread. What looks at
 * colours sees them, all else their brightness. Maps are as large as the photo, whose edge repeats beyond it.
 * @param photo (1, 3, H, W)
 * @param size of kernels
 * @returns planes of H * W values; none for filters of other than 1 or 3 channels
 */
export function presetMaps(
  preset: AnyPreset,
  photo: ReferenceTensor,
  size: Pair,
  values: ParameterValues = {},
): readonly Float64Array[] {
  const target = preset.kind === 'bank' ? 'bank' : 'filter'
  const empty = [1, 3]
    .map((channels) => createBank(channels, 1, size, { padding: 'same', paddingMode: 'replicate' }))
    .find((bank) => targetsOf(preset, bank).includes(target))
  if (empty === undefined) return []
  const bank = applyPreset(preset, empty, target, { filter: 0, filters: [0], channel: 0 }, values)
  const count = bank.weight.shape[0]
  const shown = Math.min(count, OF_A_BANK)
  const some = Array.from({ length: shown }, (_, i) => Math.floor((i * count) / shown))
  const input = empty.weight.shape[1] === 1 ? grayOf(photo) : photo
  const { data, shape } = referenceConv2d(input, arrangeFilters(bank, some))
  const area = shape[2] * shape[3]
  return some.map((_, i) => data.subarray(i * area, (i + 1) * area))
}

/** The brightness of a photo, (1, 1, H, W). */
function grayOf({ data, shape: [, , height, width] }: ReferenceTensor): ReferenceTensor {
  const area = height * width
  const gray = Float64Array.from({ length: area }, (_, i) =>
    LUMA.reduce((sum, part, channel) => sum + part * (data[channel * area + i] ?? NaN), 0),
  )
  return { shape: [1, 1, height, width], data: gray }
}
