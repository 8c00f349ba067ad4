/**
 * What can make text read as something else: control characters, halves of characters, what turns text round
 * (U+061C, U+200E, U+202A...), what is not seen. Joiners stay, with which Persian and Indian scripts are spelt.
 */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** The same text with such characters written out, as JSON and Python escape them: `\u202e`. */
export function escapeHidden(text: string): string {
  return text.replaceAll(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0
    const isLong = code > 0xffff
    return `\\${isLong ? 'U' : 'u'}${code.toString(16).padStart(isLong ? 8 : 4, '0')}`
  })
}

/** A piece of a file, as a message shows it: cut, on one line, nothing hidden in it. */
export function shown(text: string, most: number): string {
  const [line = ''] = text.split(/[\r\n]/, 1)
  const start = line.slice(0, most)
  const escaped = escapeHidden(start)
  // what is hidden takes six characters or more; none is cut in the middle
  const words = escaped.length > most ? escaped.slice(0, most).replace(/\\u[\da-f]*$/i, '') : escaped
  return `${words}${start.length < line.length || words.length < escaped.length ? '…' : ''}`
}
