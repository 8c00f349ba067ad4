import type { FilterBank } from '../../core/layers/layer.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import type { KernelModule } from '../../kernels/wasm/kernel-module.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'

/** Writes packed weights into room for them. */
export type PackInto = (target: Float32Array) => void

/** Memory that lives as long as one program. */
export interface Scratch {
  /** @throws MemoryError */
  take(bytes: number): Ptr
  write(at: Ptr, data: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): void
  /**
   * Weights of a bank as `pack` writes them; packed anew only where they are not at hand. A bank and a key must name the
   * same numbers for ever.
   * @throws MemoryError
   */
  packed(bank: FilterBank, key: string, floats: number, pack: PackInto): Ptr
  /**
   * Room for the same, for a step of the program to fill where it `isEmpty`; null where programs cannot keep weights.
   * @throws MemoryError
   */
  roomForPacked(bank: FilterBank, key: string, floats: number): { at: Ptr; isEmpty: boolean } | null
}

/** Kernels that steps refer to: asks for a module's bytes only when its key is new. */
export interface Kernels {
  readonly set: KernelSet
  readonly shared: boolean
  need(module: KernelModule): void
  /** Asks for so many bytes of workspace for each worker. */
  workspace(bytes: number): void
}

/** Write a table of words, such as pointers. */
export function wordTable(scratch: Scratch, words: readonly number[]): Ptr {
  const at = scratch.take(words.length * 4)
  scratch.write(at, Uint32Array.from(words))
  return at
}

/** Write floats. */
export function writeFloats(scratch: Scratch, values: Iterable<number>): Ptr {
  const data = Float32Array.from(values)
  const at = scratch.take(data.byteLength)
  scratch.write(at, data)
  return at
}
