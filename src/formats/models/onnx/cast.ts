import { intOf, wordOf } from './attributes.ts'
import type { OnnxNode } from './graph.ts'

/** Types of TensorProto.DataType by number, and by name as before opset 6; strings and complex numbers are none of them. */
const KINDS: ReadonlyMap<number | string, CastKind> = new Map<number | string, CastKind>([
  ...[1, 10, 11, 16, 'FLOAT', 'FLOAT16', 'DOUBLE'].map((type) => [type, 'float'] as const),
  ...[2, 3, 4, 5, 6, 7, 12, 13].map((type) => [type, 'integer'] as const),
  ...['INT8', 'INT16', 'INT32', 'INT64', 'UINT8', 'UINT16', 'UINT32', 'UINT64'].map(
    (type) => [type, 'integer'] as const,
  ),
  [9, 'bool'],
  ['BOOL', 'bool'],
])

/** What numbers become: themselves, without their fractions, or 0 and 1. */
type CastKind = 'float' | 'integer' | 'bool'

/** What a Cast makes of numbers; null for what no number becomes. */
export function castKind(node: OnnxNode): CastKind | null {
  return KINDS.get(wordOf(node, 'to', '') || intOf(node, 'to', 0)) ?? null
}
