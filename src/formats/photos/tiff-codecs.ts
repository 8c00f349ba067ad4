import { unzlibSync } from 'fflate'

/** Unpacks a piece of a picture into `size` bytes at most; what is missing is left out. Throws at what is damaged. */
export type Unpack = (packed: Uint8Array, size: number) => Uint8Array

/** How the bytes of a piece are packed, by TIFF's number of it. */
export const CODECS: Readonly<Record<number, Unpack>> = {
  1: (packed, size) => packed.subarray(0, size),
  5: unpackLzw,
  8: inflate,
  32_946: inflate,
  32_773: unpackBits,
}

/** Bytes that any of them makes of one, at most: LZW gives 4093 for a code of 12 bits. */
export const MOST_GROWTH = 2730

function inflate(packed: Uint8Array, size: number): Uint8Array {
  // bytes beyond the room are dropped
  return unzlibSync(packed, { out: new Uint8Array(size) })
}

/** PackBits (TIFF 6.0, section 9). */
function unpackBits(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size)
  let to = 0
  for (let at = 0; at < packed.length && to < size;) {
    const head = packed[at++] ?? 0
    if (head < 128) {
      const part = packed.subarray(at, at + Math.min(head + 1, size - to))
      out.set(part, to)
      to += part.length
      at += head + 1
    } else if (head > 128) {
      const end = Math.min(to + 257 - head, size)
      out.fill(packed[at++] ?? 0, to, end)
      to = end
    }
  }
  return out.subarray(0, to)
}

const CLEAR = 256
const END = 257
const MOST_CODES = 4096

/** LZW as in TIFF 6.0, section 13: the high bit first, and codes grow by a bit one code early. */
function unpackLzw(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size)
  const prefixes = new Uint16Array(MOST_CODES)
  const lasts = Uint8Array.from({ length: MOST_CODES }, (_, i) => i)
  const lengths = new Uint16Array(MOST_CODES).fill(1)
  let [next, width, before] = [258, 9, -1]
  let [bits, have, at, to] = [0, 0, 0, 0]
  while (to < size) {
    while (have < width && at < packed.length) {
      bits = ((bits << 8) | (packed[at++] ?? 0)) & 0xff_ffff
      have += 8
    }
    if (have < width) break
    const code = (bits >> (have - width)) & ((1 << width) - 1)
    have -= width
    if (code === END) break
    if (code === CLEAR) {
      ;[next, width, before] = [258, 9, -1]
      continue
    }
    if (code > next || (code === next && before < 0) || (code > END && before < 0))
      throw new RangeError(`code ${code} of ${next}`)
    // the code that is about to be named is the string before it and its own first byte
    const isNew = code === next
    const length = isNew ? (lengths[before] ?? 0) + 1 : (lengths[code] ?? 0)
    let from = isNew ? before : code
    let place = to + length - 1
    if (isNew) place -= 1
    let head = 0
    for (; place >= to; place--) {
      head = lasts[from] ?? 0
      if (place < size) out[place] = head
      from = prefixes[from] ?? 0
    }
    if (isNew && to + length - 1 < size) out[to + length - 1] = head
    to += length
    if (before >= 0 && next < MOST_CODES) {
      prefixes[next] = before
      lasts[next] = head
      lengths[next] = (lengths[before] ?? 0) + 1
      next += 1
      if (next + 1 === 1 << width && width < 12) width += 1
    }
    before = code
  }
  return out.subarray(0, Math.min(to, size))
}
