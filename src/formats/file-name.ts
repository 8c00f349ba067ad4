/*
 * One rule for the names of all files that leave the app: letters, marks and digits of any script stay, all else becomes a
 * hyphen, and the name is one that every system takes.
 */

/** Bytes of a name in UTF-8, its ending included; most systems take 255. */
export const MAX_FILE_BYTES = 200

/** Marks and joiners that belong to no letter, and joiners that join nothing, as emoji leave them. */
const LOOSE = /(?<![\p{L}\p{N}\p{M}\u200c\u200d])[\p{M}\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{N}\p{M}])/gu
const UNSAFE = /[^._\u200c\u200d\p{L}\p{N}\p{M}-]+/gu
/** Names that Windows keeps for devices, whatever stands behind the first dot. */
const RESERVED = /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\.|$)/i
/** A character with the marks on it. */
const LETTER = /.[\p{M}\u200c\u200d]*/gsu

/**
 * A file name: `stem`, made safe and cut where it would be too long, and `ending` as it is.
 * @param ending such as "-layer1.npy", of plain characters @param fallback stem where nothing is left of the text
 */
export function fileName(stem: string, ending: string, fallback: string): string {
  const safe = trimmed(stem.normalize('NFC').replace(LOOSE, '-').replace(UNSAFE, '-'))
  const free = RESERVED.test(`${safe}${ending}`) ? `_${safe}` : safe
  return `${trimmed(cut(free, MAX_FILE_BYTES - ending.length)) || fallback}${ending}`
}

/** A file's name without its ending. */
export function stemOf(name: string): string {
  return name.replace(/\.[\p{L}\p{N}]{1,11}$/u, '')
}

function trimmed(text: string): string {
  return text.replace(/^[-.]+|[-.\u200c\u200d]+$/g, '')
}

/** As many characters as fit into so many bytes, each with its marks; of a character under more marks than fit, some of them. */
function cut(text: string, bytes: number): string {
  return fitting(text.match(LETTER) ?? [], bytes) || fitting(Array.from(text), bytes)
}

function fitting(parts: readonly string[], bytes: number): string {
  let left = bytes
  const over = parts.findIndex((part) => (left -= new TextEncoder().encode(part).length) < 0)
  return over < 0 ? parts.join('') : parts.slice(0, over).join('')
}
