import type { FilterBank } from '../core/layers.ts'
import type { Ptr } from '../kernels/program.ts'
import type { Arena, Block } from './arena.ts'
import { outOfMemory } from './resident-state.ts'

/** Writes packed weights into room for them. */
export type Pack = (target: Float32Array) => void

interface Packed {
  readonly block: Block
  used: boolean
  /** Whether the numbers are there; else a program is to write them. */
  filled: boolean
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
    const { packed, isNew } = this.#find(bank, key, floats)
    if (isNew) {
      pack(new Float32Array(this.#memory.buffer, packed.block.start, floats))
      packed.filled = true
    }
    return packed.block.start as Ptr
  }

  /**
   * Room for the packed weights of this name. Where it `isEmpty`, the program that is being made has to fill it, and
   * programFilled says that it has.
   * @throws MemoryError
   */
  room(bank: FilterBank, key: string, floats: number): { at: Ptr; isEmpty: boolean } {
    const { packed, isNew } = this.#find(bank, key, floats)
    return { at: packed.block.start as Ptr, isEmpty: isNew }
  }

  /** All rooms were filled. Those of a program that has not come so far are freed by freeUnused. */
  programFilled(): void {
    for (const packed of this.#all()) packed.filled = true
  }

  /** Of what was not asked for since the last call, free the oldest until at most `most` bytes of it are left. */
  freeUnused(most = KEPT_BYTES): void {
    let unused = 0
    for (const packed of this.#all()) if (!packed.used) unused += packed.block.bytes
    for (const [bank, ofBank] of this.#kept) {
      for (const [key, packed] of ofBank) {
        if (!packed.filled || (!packed.used && unused > most)) {
          if (!packed.used) unused -= packed.block.bytes
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

  #find(bank: FilterBank, key: string, floats: number): { packed: Packed; isNew: boolean } {
    const ofBank = this.#kept.get(bank) ?? new Map<string, Packed>()
    this.#kept.delete(bank) // the newest stands last
    this.#kept.set(bank, ofBank)
    const known = ofBank.get(key)
    const packed = known ?? this.#take(4 * floats)
    ofBank.set(key, packed)
    packed.used = true
    return { packed, isNew: known === undefined }
  }

  #take(bytes: number): Packed {
    const block = this.#arena.take(bytes, 'high')
    if (block === null) throw outOfMemory(bytes, this.#arena.available)
    return { block, used: false, filled: false }
  }
}
