import decode from '@jsquash/jxl/decode.js'
import type { OwnPicture, ToDecode } from './own-picture.ts'

/** A JPEG XL where the browser has no decoder of it: 8 bits in sRGB, upright. Null for what is damaged. */
export async function openJxl({ bytes }: Pick<ToDecode, 'bytes'>): Promise<OwnPicture | null> {
  try {
    const { width, height, data } = await decode(bytes.buffer)
    return { samples: { width, height, channels: 4, data }, orientation: 1, note: '' }
  } catch {
    return null // the library says no more than that it cannot
  }
}
