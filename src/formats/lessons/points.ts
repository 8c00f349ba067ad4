import { readWord, type Node } from '../json-reader.ts'

/** What a step can point at: parts of the screen and controls, by the names that they have there. */
export const POINTS = [
  'photo',
  'layers',
  'add layer',
  'filter bank',
  'kernel',
  'weights',
  'bias',
  'maps',
  'map',
  'layer settings',
  'out channels',
  'kernel size',
  'stride',
  'padding',
  'padding mode',
  'groups',
  'filter',
  'inspect',
  'cost',
  'code',
] as const
/** One of them. */
export type Point = (typeof POINTS)[number]

/** @throws FormatError */
export function readPoint(node: Node): Point {
  return readWord(node, POINTS)
}
