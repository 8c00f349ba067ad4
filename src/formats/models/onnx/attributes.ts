import type { Pair } from '../../../core/tensor.ts'
import type { OnnxNode } from './graph.ts'
import { Unexpressed } from './planned.ts'

/** An attribute of one integer, or what ONNX takes where it is left out; written in the shortest form, 0 is left out too. */
export function intOf(node: OnnxNode, name: string, otherwise: number): number {
  const attribute = node.attributes.get(name)
  return attribute === undefined ? otherwise : (attribute.i ?? 0)
}

/** An attribute of one float. */
export function floatOf(node: OnnxNode, name: string, otherwise: number): number {
  const attribute = node.attributes.get(name)
  return attribute === undefined ? otherwise : (attribute.f ?? 0)
}

/** An attribute that is a word. */
export function wordOf(node: OnnxNode, name: string, otherwise: string): string {
  return node.attributes.get(name)?.s ?? otherwise
}

/** An attribute of integers; null where it is left out. */
export function intsOf(node: OnnxNode, name: string): readonly number[] | null {
  return node.attributes.get(name)?.ints ?? null
}

/** Rows and columns. @throws Unexpressed for another number of axes */
export function pairOf(node: OnnxNode, name: string, otherwise: Pair): Pair {
  const ints = intsOf(node, name)
  if (ints === null) return otherwise
  const [h, w] = ints
  if (h === undefined || w === undefined || ints.length !== 2) {
    throw new Unexpressed(`${name} of ${ints.length} axes, not of rows and columns`)
  }
  return [h, w]
}
