import type { Conv2dInfo } from '../../../core/layers/conv2d.ts'
import { WORTH } from '../face.ts'
import { patchOf, TILE } from '../winograd/matrices.ts'
import { suitsWinograd } from '../winograd/suits.ts'
import { fillOfForm, rowForm } from './form.ts'

/** A vector of tiles must lie in one row of them. */
const LEAST_COLUMNS = 3 * TILE + 1

/** Whether Winograd's algorithm along rows is for layers of this shape, see Planning: not for those of the one in two directions. */
export function suitsRowWinograd(info: Conv2dInfo, isAskedFor: boolean): (() => number) | null {
  const { w, paddingMode } = info
  if (w.out < LEAST_COLUMNS * w.dilation || (w.dilation > 1 && w.stride > 1)) return null
  // Tiles reach over the border; reflected or wrapped pixels must still come from the map.
  const { columns, kernelColumns } = fillOfForm(w)
  const reach = (columns - 1) * w.stride + w.dilation * (kernelColumns - w.kernel)
  if (paddingMode !== 'zeros' && w.after + reach > w.size) return null
  const time = rowWinogradTime(info)
  return isAskedFor || (time <= WORTH && suitsWinograd(info, false) === null) ? () => time : null
}

/** Time of Winograd's algorithm along rows, direct convolution being 1: its products, and its transforms. */
function rowWinogradTime({ h, w, inPerGroup, outPerGroup }: Conv2dInfo): number {
  const { phases, taps, segments } = rowForm(w)
  const columns = 4 * TILE * Math.ceil(w.out / w.dilation / 4 / TILE) * w.dilation
  const products = ((phases * segments * patchOf(taps)) / (TILE * w.kernel)) * (columns / w.out)
  const input = (1.5 * phases * h.stride * 12) / (h.kernel * w.kernel * outPerGroup)
  const output = 12 / (inPerGroup * h.kernel * w.kernel)
  return 0.04 + products + input + output
}
