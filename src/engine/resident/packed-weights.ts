import type { Ptr } from '../../kernels/program/pointer.ts'
import type { FilterBank } from '../../core/layers/layer.ts'
import type { PackInto } from '../steps/scratch.ts'
import type { Arena, Block } from './arena.ts'
import { outOfMemory } from './resident-state.ts'

interface Packed {
  readonly block: Block
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
  #bytes = 0
  /** Asked for since the last freeUnused. */
  readonly #used = new Set<Packed>()
  /** Rooms whose numbers a program is still to write. */
  readonly #empty = new Set<Packed>()

  constructor(memory: WebAssembly.Memory, arena: Arena) {
    this.#memory = memory
    this.#arena = arena
  }

  /** Bytes kept. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * The packed weights of this name, packed now if there are none.
   * @throws MemoryError
   */
  get(bank: FilterBank, key: string, floats: number, pack: PackInto): Ptr {
    const { packed, isNew } = this.#find(bank, key, floats)
    if (isNew) pack(new Float32Array(this.#memory.buffer, packed.block.start, floats))
    return packed.block.start as Ptr
  }

  /**
   * Room for the packed weights of this name. Where it `isEmpty`, the program that is being made has to fill it, and
   * programFilled says that it has.
   * @throws MemoryError
   */
  room(bank: FilterBank, key: string, floats: number): { at: Ptr; isEmpty: boolean } {
    const { packed, isNew } = this.#find(bank, key, floats)
    if (isNew) this.#empty.add(packed)
    return { at: packed.block.start as Ptr, isEmpty: isNew }
  }

  /** All rooms were filled. Those of a program that has not come so far are freed by freeUnused. */
  programFilled(): void {
    this.#empty.clear()
  }

  /**
   * Of what was not asked for since the last call, free the oldest until at most `most` bytes of it are left. Every run
   * calls this, and edits leave a bank each: it looks no further than there is something to free.
   */
  freeUnused(most = KEPT_BYTES): void {
    let unused = this.#bytes
    for (const packed of this.#used) unused -= packed.block.bytes
    for (const [bank, ofBank] of this.#kept) {
      if (unused <= most && this.#empty.size === 0) break
      for (const [key, packed] of ofBank) {
        const isUsed = this.#used.has(packed)
        if (!this.#empty.has(packed) && (isUsed || unused <= most)) continue
        if (!isUsed) unused -= packed.block.bytes
        this.#bytes -= packed.block.bytes
        this.#empty.delete(packed)
        this.#arena.free(packed.block)
        ofBank.delete(key)
      }
      if (ofBank.size === 0) this.#kept.delete(bank)
    }
    this.#used.clear()
  }

  #find(bank: FilterBank, key: string, floats: number): { packed: Packed; isNew: boolean } {
    const ofBank = this.#kept.get(bank) ?? new Map<string, Packed>()
    this.#kept.delete(bank) // the newest stands last
    this.#kept.set(bank, ofBank)
    const known = ofBank.get(key)
    const packed = known ?? this.#take(4 * floats)
    ofBank.set(key, packed)
    this.#used.add(packed)
    return { packed, isNew: known === undefined }
  }

  #take(bytes: number): Packed {
    const block = this.#arena.take(bytes, 'high')
    if (block === null) throw outOfMemory(bytes, this.#arena.available)
    this.#bytes += block.bytes
    return { block }
  }
}
