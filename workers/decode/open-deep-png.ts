import { inSrgb } from '../../src/core/image/color-space.ts'
import { conversionNote, type PictureFacts } from '../../src/formats/conversions.ts'
import { pngColors } from '../../src/formats/file-colors.ts'
import { readDeepPng } from '../../src/formats/photos/deep-png.ts'
import type { OwnPicture } from './own-picture.ts'

/**
 * A PNG of 16 bits, in sRGB or as its values are.
 * @returns null where the browser knows more: what is damaged, and colours that cannot be converted here
 */
export function openDeepPng(bytes: Uint8Array, facts: PictureFacts, ownValues: boolean): OwnPicture | null {
  const isGray = ((bytes[25] ?? 0) & 2) === 0
  const colors = facts.colors === null || ownValues ? null : pngColors(bytes, isGray)
  if (typeof colors === 'string') return null
  const samples = readDeepPng(bytes)
  const note = conversionNote(facts, { ownValues, bits: true })
  return samples && { samples: inSrgb(samples, colors), note }
}
