import type { Pair } from '../../core/tensor.ts'
import { MAX_SPAN } from '../../core/layers/limits.ts'
import { readArray, readInteger, refuse, type Node } from '../json-reader.ts'
import { pythonPair, type Argument } from '../python-text.ts'

/** A pair of whole numbers. @throws FormatError */
export function readPair(node: Node, least: number, most: number): Pair {
  const [h, w] = readArray(node, 2).map((item) => readInteger(item, least, most))
  if (h === undefined || w === undefined) refuse(node, 'expected a pair')
  return [h, w]
}

/** A pair as JSON. */
export function pairText(pair: Pair): string {
  return `[${pair[0]}, ${pair[1]}]`
}

/** Size, stride and padding of a window. @throws FormatError */
export function readWindow(fields: Record<'kernelSize' | 'stride' | 'padding', Node>) {
  return {
    kernelSize: readPair(fields.kernelSize, 1, MAX_SPAN),
    stride: readPair(fields.stride, 1, MAX_SPAN),
    padding: readPair(fields.padding, 0, MAX_SPAN),
  }
}

/** An argument that is left out where it is what PyTorch takes by itself. */
export function pairUnless(name: string, pair: Pair, standard: number): Argument {
  return pair[0] === standard && pair[1] === standard ? null : [name, pythonPair(pair)]
}
