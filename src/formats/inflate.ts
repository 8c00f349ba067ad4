import { inflateSync } from 'fflate'
import { FormatError } from '../core/errors.ts'

/** How many bytes DEFLATE makes of one, at most. */
const MOST_GROWTH = 1032

/**
 * What raw DEFLATE packed, of at most `most` bytes: there is no room for what is beyond.
 * @throws FormatError for more; Error for what is damaged or ends too early
 */
export function inflateUpTo(packed: Uint8Array, most: number): Uint8Array {
  const room = new Uint8Array(Math.min(most + 1, MOST_GROWTH * packed.length))
  const bytes = inflateSync(packed, { out: room })
  if (bytes.length > most) throw new FormatError(`unpacks to more than ${most} bytes`, '')
  return bytes
}
