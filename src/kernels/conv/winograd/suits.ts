import type { Conv2dInfo } from '../../../core/layers/conv2d.ts'
import { WORTH } from '../face.ts'
import { TAPS } from './kernel.ts'
import { isNarrow, tilesOf } from './layout.ts'
import { TILE } from './matrices.ts'

/** Fewest channels and filters of a group for which the transforms of Winograd's algorithm pay; measured. */
const LEAST_CHANNELS = 8
const LEAST_FILTERS = 8
/** Time of the transforms of narrow maps, which go pixel by pixel, against those of others. */
const NARROW_TRANSFORMS = 6

/** Whether Winograd's algorithm is for layers of this shape: see Planning. */
export function suitsWinograd(info: Conv2dInfo, isAskedFor: boolean): (() => number) | null {
  const { h, w, inPerGroup, outPerGroup, paddingMode } = info
  const axes = [h, w]
  if (!axes.every((axis) => axis.kernel === TAPS && axis.stride === 1 && axis.dilation === 1)) return null
  // Tiles reach up to 3 pixels over the border; reflected or wrapped ones must still come from the map.
  if (paddingMode !== 'zeros' && !axes.every((axis) => axis.after + TILE <= axis.size)) return null
  const time = winogradTime(info)
  const pays = inPerGroup >= LEAST_CHANNELS && outPerGroup >= LEAST_FILTERS && time <= WORTH
  return pays || isAskedFor ? () => time : null
}

/**
 * Time of Winograd's algorithm: its products, of which some fall beyond the map, the transform of the input for each filter and of
 * the output for each channel. Measured on large maps 0.4 for 64 -> 64, 0.5 for 16 -> 16, 0.6 to 0.7 for 8 -> 16, 0.7 to 0.8 for
 * 8 -> 8; on maps of 7x7 0.7 for 256 -> 256, 0.8 for 64 -> 64, 1.5 for 16 -> 16.
 */
function winogradTime({ h, w, inPerGroup, outPerGroup }: Conv2dInfo): number {
  const map = { width: w.out }
  const computed = (TILE * TILE * tilesOf(map, Math.ceil(h.out / TILE))) / (h.out * w.out)
  const transforms = isNarrow(map) ? NARROW_TRANSFORMS : 1
  return 0.35 * computed + transforms * (1.2 / inPerGroup + 2 / outPerGroup)
}
