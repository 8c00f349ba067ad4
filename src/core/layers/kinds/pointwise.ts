import type { LayerKind } from './kind.ts'

/** A layer that changes each value by itself. */
export function pointwise(name: string): LayerKind {
  return { name, outputShape: (input) => input }
}
