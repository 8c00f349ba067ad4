import { bankOf, type Layer } from './layer.ts'

/** All arrays of numbers that a layer holds, whatever its type: its own, and those of its filters. */
export function arraysOf(layer: Layer): Float32Array[] {
  const bank = bankOf(layer)
  const own: unknown[] = Object.values(layer)
  return [...own, bank?.weight.data, bank?.bias].filter((value) => value instanceof Float32Array)
}
