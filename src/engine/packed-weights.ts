import type { FilterBank } from '../core/layers.ts'
import type { Ptr } from '../kernels/program.ts'
import type { Arena, Block } from './arena.ts'
import { outOfMemory } from './resident-state.ts'

/** Writes packed weights into room for them. */
export type Pack = (target: Float32Array) => void

interface Packed {
  readonly block: Block
  used: boolean
}

/** Bytes of weights kept that the last run did not use: enough for going back and forth between a few banks. */
const KEPT_BYTES = 64e6

/**
 * Packed weights, kept in memory: a run of the same filters on another picture, or after an undo, finds them there.
 * Banks are immutable, so a bank and a key name the same numbers for ever.
 */
export class PackedWeights {
  readonly #memory: WebAssembly.Memory
  readonly #arena: Arena
  readonly #kept = new Map<FilterBank, Map<string, Packed>>()

  constructor(memory: WebAssembly.Memory, arena: Arena) {
    this.#memory = memory
    this.#arena = arena
  }

  /** Bytes kept. */
  get bytes(): number {
    let bytes = 0
    for (const { block } of this.#all()) bytes += block.bytes
    return bytes
  }

  /**
   * The packed weights of this name, packed now if there are none.
   * @throws MemoryError
   */
  get(bank: FilterBank, key: string, floats: number, pack: Pack): Ptr {
    const ofBank = this.#kept.get(bank) ?? new Map<string, Packed>()
    this.#kept.delete(bank) // the newest stands last
    this.#kept.set(bank, ofBank)
    const found = ofBank.get(key) ?? this.#take(4 * floats)
    if (!ofBank.has(key)) pack(new Float32Array(this.#memory.buffer, found.block.start, floats))
    ofBank.set(key, found)
    found.used = true
    return found.block.start as Ptr
  }

  /** Of what was not asked for since the last call, free the oldest until at most `most` bytes of it are left. */
  freeUnused(most = KEPT_BYTES): void {
    let unused = 0
    for (const packed of this.#all()) if (!packed.used) unused += packed.block.bytes
    for (const [bank, ofBank] of this.#kept) {
      for (const [key, packed] of ofBank) {
        if (!packed.used && unused > most) {
          unused -= packed.block.bytes
          this.#arena.free(packed.block)
          ofBank.delete(key)
        }
        packed.used = false
      }
      if (ofBank.size === 0) this.#kept.delete(bank)
    }
  }

  *#all(): Iterable<Packed> {
    for (const ofBank of this.#kept.values()) yield* ofBank.values()
  }

  #take(bytes: number): Packed {
    const block = this.#arena.take(bytes, 'high')
    if (block === null) throw outOfMemory(bytes, this.#arena.available)
    return { block, used: false }
  }
}
