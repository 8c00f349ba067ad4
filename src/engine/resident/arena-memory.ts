import { MemoryError } from '../../core/errors.ts'
import type { Scratch, PackInto } from '../steps/scratch.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import type { FilterBank } from '../../core/layers/layer.ts'
import type { Arena, Block } from './arena.ts'
import type { PackedWeights } from './packed-weights.ts'
import { outOfMemory } from './resident-state.ts'

const PAGE = 65_536
/** Sizes to ask for, in MB: 4 GiB is all that 32-bit pointers reach; less where that is refused. */
const SIZES_MB = [4096, 3072, 2048, 1024, 512, 256, 128, 64]

/**
 * Reserve memory for an engine; pages are only committed when touched, so a large reservation costs nothing.
 * @param mostMB largest size to ask for
 * @throws MemoryError where even the smallest size is refused
 */
export function reserveMemory(shared: boolean, mostMB = Infinity): WebAssembly.Memory {
  const sizes = SIZES_MB.filter((size) => size <= mostMB)
  for (const size of sizes) {
    const pages = (size * 1024 * 1024) / PAGE
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
    } catch {
      // the next size
    }
  }
  const least = Math.min(...SIZES_MB)
  throw new MemoryError(`The browser gives not even ${least} MB of memory for maps.`, least * 2 ** 20, 0)
}

/** Memory for the tables of one program, from the high end of an arena. Free it when the program has ended. */
export class ArenaScratch implements Scratch {
  readonly #memory: WebAssembly.Memory
  readonly #arena: Arena
  readonly #weights: PackedWeights
  readonly #blocks: Block[] = []

  constructor(memory: WebAssembly.Memory, arena: Arena, weights: PackedWeights) {
    this.#memory = memory
    this.#arena = arena
    this.#weights = weights
  }

  take(bytes: number): Ptr {
    const block = this.#arena.take(bytes, 'high')
    if (block === null) throw outOfMemory(bytes, this.#arena.available)
    this.#blocks.push(block)
    return block.start as Ptr
  }

  /** Bytes taken. */
  get bytes(): number {
    return this.#blocks.reduce((sum, block) => sum + block.bytes, 0)
  }

  write(at: Ptr, data: Uint32Array | Float32Array): void {
    const words = data instanceof Uint32Array ? Uint32Array : Float32Array
    new words(this.#memory.buffer, at, data.length).set(data)
  }

  packed(bank: FilterBank, key: string, floats: number, pack: PackInto): Ptr {
    return this.#weights.get(bank, key, floats, pack)
  }

  roomForPacked(bank: FilterBank, key: string, floats: number): { at: Ptr; isEmpty: boolean } {
    return this.#weights.room(bank, key, floats)
  }

  free(): void {
    for (const block of this.#blocks.splice(0)) this.#arena.free(block)
  }
}
