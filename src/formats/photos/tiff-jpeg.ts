import { readSize } from '../image-header.ts'
import { joinedBytes } from '../bytes.ts'
import type { Layout } from './tiff-layout.ts'

const START = Uint8Array.of(0xff, 0xd8)

/** Adobe's marker, by which decoders know whether three components are RGB or YCbCr; without it they guess. */
function adobe(isYcc: boolean): Uint8Array {
  return Uint8Array.from([
    0xff,
    0xee,
    0,
    14,
    ...new TextEncoder().encode('Adobe'),
    0,
    100,
    0,
    0,
    0,
    0,
    isYcc ? 1 : 0,
  ])
}

/**
 * A strip or tile that is a JPEG, with the tables that all of them share put in (TIFF Technical Note 2), as a file of its own.
 * @param tables a JPEG of tables alone, or nothing
 * @throws RangeError for one that is larger than its piece
 */
export function jpegOfPiece(packed: Uint8Array, tables: Uint8Array, layout: Layout): Uint8Array<ArrayBuffer> {
  const { pieces, meaning, isYcc } = layout
  const jpeg = joinedBytes([
    START,
    tables.length > 4 ? tables.subarray(2, -2) : new Uint8Array(),
    meaning === 'rgb' ? adobe(isYcc) : new Uint8Array(),
    packed.subarray(2),
  ])
  const size = readSize(jpeg, 'jpg')
  if (size === null || size.width > pieces.width || size.height > pieces.height)
    throw new RangeError('a piece has another size than it should')
  return jpeg
}
