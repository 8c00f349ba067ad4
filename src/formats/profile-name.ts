import { Unzlib } from 'fflate'
import { latin1, viewOf } from './picture-parts.ts'

/** Compressed bytes that are looked at for a name: a profile begins with its list of tags, and a name is short. */
const LOOKED_AT = 4096
/** Of them at a time: a byte may become a thousand. */
const STEP = 512
/** Bytes that a profile's list of tags and its name stand in. */
const MOST_START = 65_536
/** Letters that are looked at of a name. */
const MOST = 256

/**
 * What an ICC profile calls itself (ICC.1:2022, tag 'desc': text in version 2, multi-localized Unicode in version 4).
 * @param bytes the profile, or as much of it as there is
 * @returns '' where no name is found
 */
export function profileName(bytes: Uint8Array): string {
  const view = viewOf(bytes)
  if (bytes.length < 132) return ''
  const tags = view.getUint32(128)
  for (let i = 0, entry = 132; i < tags && entry + 12 <= bytes.length; i++, entry += 12) {
    if (latin1(bytes, entry, entry + 4) !== 'desc') continue
    return nameAt(bytes, view.getUint32(entry + 4))
  }
  return ''
}

function nameAt(bytes: Uint8Array, at: number): string {
  const view = viewOf(bytes)
  if (at + 28 > bytes.length) return ''
  const type = latin1(bytes, at, at + 4)
  if (type === 'desc')
    return cleaned(latin1(bytes, at + 12, at + 12 + Math.min(view.getUint32(at + 8), MOST)))
  if (type !== 'mluc') return ''
  const [length, from] = [Math.min(view.getUint32(at + 20), 2 * MOST), at + view.getUint32(at + 24)]
  const letters: number[] = []
  for (let i = from; i + 2 <= Math.min(from + length, bytes.length); i += 2) letters.push(view.getUint16(i))
  return cleaned(String.fromCharCode(...letters))
}

/** A name in a file as it is shown: up to its first NUL, on one line, short, nothing hidden in it. */
export function cleaned(text: string): string {
  const [name = ''] = text.split('\0')
  return name
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 40)
}

/** The beginning of what zlib compressed; what is damaged counts as absent. */
export function inflatedStart(bytes: Uint8Array): Uint8Array {
  const start = new Uint8Array(MOST_START)
  let size = 0
  try {
    const stream = new Unzlib((part) => {
      const taken = part.subarray(0, MOST_START - size)
      start.set(taken, size)
      size += taken.length
    })
    for (let at = 0; at < Math.min(bytes.length, LOOKED_AT) && size < MOST_START; at += STEP) {
      stream.push(bytes.subarray(at, Math.min(at + STEP, LOOKED_AT)))
    }
  } catch {
    return new Uint8Array()
  }
  return start.subarray(0, size)
}
