/** A run of bytes handed out by an Arena. */
export interface Block {
  readonly start: number
  readonly bytes: number
}

const ALIGNMENT = 64
/** Planes whose distance is a multiple of a page's size fall into the same cache sets. */
const ALIASING = 4096

/**
 * Bookkeeping of one stretch of memory: first fit, neighbours joined when they are freed. Knows addresses only, so the
 * same code plans the memory of a worker elsewhere. Long-lived planes come from the low end and short-lived tables from
 * the high end, so that they do not cut each other's space to pieces.
 */
export class Arena {
  /** Free blocks by address; no two of them touch. */
  readonly #free: Block[]

  /**
   * @param start first byte that may be handed out
   * @param end first byte that may not
   */
  constructor(
    readonly start: number,
    readonly end: number,
  ) {
    const first = align(start)
    this.#free = [{ start: first, bytes: end - first }]
  }

  /** Bytes not handed out, in all. */
  get available(): number {
    return this.#free.reduce((sum, block) => sum + block.bytes, 0)
  }

  /** A block of at least this many bytes, aligned to 64, or null where no free stretch is long enough. */
  take(bytes: number, from: 'low' | 'high' = 'low'): Block | null {
    const size = paddedSize(bytes)
    const index =
      from === 'low'
        ? this.#free.findIndex((block) => block.bytes >= size)
        : this.#free.findLastIndex((block) => block.bytes >= size)
    const found = this.#free[index]
    if (found === undefined) return null
    const start = from === 'low' ? found.start : found.start + found.bytes - size
    if (found.bytes === size) this.#free.splice(index, 1)
    else {
      this.#free[index] =
        from === 'low'
          ? { start: found.start + size, bytes: found.bytes - size }
          : { start: found.start, bytes: found.bytes - size }
    }
    return { start, bytes: size }
  }

  /** Give a block back. */
  free(block: Block): void {
    const at = this.#free.findIndex((other) => other.start > block.start)
    const index = at === -1 ? this.#free.length : at
    const before = this.#free[index - 1]
    const after = this.#free[index]
    const joinsBefore = before !== undefined && endOf(before) === block.start
    const joinsAfter = after?.start === endOf(block)
    const start = joinsBefore ? before.start : block.start
    const end = endOf(joinsAfter ? after : block)
    this.#free.splice(index - (joinsBefore ? 1 : 0), Number(joinsBefore) + Number(joinsAfter), {
      start,
      bytes: end - start,
    })
  }
}

/** Bytes that a request for `bytes` takes: whole cache lines, never a multiple of 4096. */
export function paddedSize(bytes: number): number {
  const size = align(Math.max(1, bytes))
  return size % ALIASING === 0 ? size + ALIGNMENT : size
}

function endOf(block: Block): number {
  return block.start + block.bytes
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT
}
