import { Unzlib } from 'fflate'
import { latin1, viewOf } from './picture-parts.ts'

/** Compressed bytes that are looked at for a name: a profile begins with its list of tags, and a name is short. */
const LOOKED_AT = 4096

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
  if (type === 'desc') return cleaned(latin1(bytes, at + 12, at + 12 + view.getUint32(at + 8)))
  if (type !== 'mluc') return ''
  const [length, from] = [view.getUint32(at + 20), at + view.getUint32(at + 24)]
  const letters: number[] = []
  for (let i = from; i + 2 <= Math.min(from + length, bytes.length); i += 2) letters.push(view.getUint16(i))
  return cleaned(String.fromCharCode(...letters))
}

/** Up to its first NUL, on one line, short. */
function cleaned(text: string): string {
  const [name = ''] = text.split('\0')
  return name.replace(/\s+/g, ' ').trim().slice(0, 40)
}

/** The beginning of what zlib compressed; what is damaged counts as absent. */
export function inflatedStart(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  try {
    const stream = new Unzlib((part) => parts.push(part))
    stream.push(bytes.subarray(0, LOOKED_AT))
  } catch {
    return new Uint8Array()
  }
  return Uint8Array.from(parts.flatMap((part) => [...part.subarray(0, 1 << 16)]))
}
