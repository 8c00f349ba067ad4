import { readString, refuse, type Node } from '../json-reader.ts'

/** UTF-16 units of what stands in one line. */
export const MAX_LINE = 200
const MAX_TEXT = 1000

/** A text with something in it, of at most `most` UTF-16 units. @throws FormatError */
export function readText(node: Node, most = MAX_TEXT): string {
  const text = readString(node, most)
  return text.trim() === '' ? refuse(node, 'expected some text') : text
}
