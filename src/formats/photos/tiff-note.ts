import type { ColorSpace } from '../../core/image/color-space.ts'
import { conversionNote, profileColors } from '../conversions.ts'
import { readProfile } from '../matrix-profile.ts'
import { COLORS } from './tiff-layout.ts'
import type { TiffPicture } from './tiff.ts'

/** How the profile of a TIFF is applied, or why it cannot be; null where there is none, it is sRGB, or the picture is CMYK. */
export function tiffColors({ layout, samples, profile }: TiffPicture): ColorSpace | string | null {
  if (profile.length === 0 || layout.meaning === 'cmyk' || profileColors(profile) === null) return null
  return readProfile(profile, samples.channels < 3)
}

/**
 * What was kept, converted or left out of a TIFF, in words for a line; '' when there is nothing to say.
 * @param colors of tiffColors; null where the file's own values are kept
 */
export function tiffNote(picture: TiffPicture, colors: ColorSpace | string | null): string {
  const { layout, samples, pages, profile } = picture
  const { meaning } = layout
  const [all, shown] = [COLORS[meaning], samples.channels]
  const isCmyk = meaning === 'cmyk'
  const used = isCmyk ? all : meaning === 'palette' ? 1 : shown
  const named = profile.length === 0 || isCmyk ? null : profileColors(profile)
  const kept = { ownValues: colors === null, why: typeof colors === 'string' ? colors : '' }
  const parts = [
    depthNote(layout.form),
    samples.data instanceof Float32Array && layout.form.format === 'float' ? rangeNote(samples.data) : '',
    conversionNote({ depth: 8, colors: named, frames: 1 }, kept),
    isCmyk ? 'CMYK converted to RGB without its profile' : '',
    layout.samples > used ? `${used} of ${layout.samples} channels` : '',
    pages > 1 ? `page 1 of ${pages}` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function depthNote({ bits, format }: TiffPicture['layout']['form']): string {
  if (format === 'signed') return `signed ${bits} bits as -1..1`
  if (format === 'float') return bits === 64 ? 'floats of 64 bits read as 32' : `floats of ${bits} bits kept`
  if (bits <= 8) return ''
  return bits > 24 ? `${bits} bits read as float32` : `${bits} bits kept`
}

/** Floats need not lie in 0..1, and are nowhere changed. */
function rangeNote(data: Float32Array): string {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? NaN
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low >= 0 && high <= 1) return ''
  if (low > high) return 'no value is a number'
  const shown = (value: number) => String(Number(value.toPrecision(4)))
  return `values from ${shown(low)} to ${shown(high)} kept as they are`
}
