import type { DirectLayer } from './shape.ts'
import type { ConvTile } from '../tile.ts'
import type { ConvSpec } from './module.ts'
import type { Kernel } from '../../wasm/instances.ts'
import { i32 } from '../../wasm/code.ts'
import type { ModuleBuilder } from '../../wasm/module.ts'

/**
 * Rows that a processor follows by itself, fetching what comes next; of more, each waits for the begin of its next page. Measured
 * on x64, 3x3 on rows of 1024: of 9 rows fetched beforehand, 8 filters take 0.9 of the time and one takes 0.7; of 3 rows, 1.3.
 */
const FOLLOWED_ROWS = 5

/** Bytes of a cache line. */
const LINE = 64
/** Bytes of a common L2 cache. A smaller input stays there from step to step. */
const CACHE_BYTES = 1024 * 1024
/** Bytes that are fetched at most. */
const MOST_BYTES = CACHE_BYTES / 2
/** Address of a word that nothing else uses: what was read goes there, so that no compiler leaves the reading out. */
const UNUSED = 16

/**
 * Export `fetch(planes, count, offset, bytes)`: read a word of every cache line of the same part of `count` > 0 planes, `bytes` > 0
 * from `offset` on. `planes` points to their table. Nothing waits for what is read, so many lines are on their way at once; a convolution
 * waits for the begin of every row, because processors do not look ahead beyond a page.
 */
export function addFetch(module: ModuleBuilder): void {
  module.function('fetch', (f) => {
    const planes = f.param('i32')
    const count = f.param('i32')
    const offset = f.param('i32')
    const bytes = f.param('i32')
    const read = f.local('i32', i32.const(0))
    const address = f.local('i32')
    const end = f.local('i32')
    f.loop((again) => {
      f.set(address, i32.add(i32.load(planes), offset))
      f.set(end, i32.add(address, bytes))
      f.loop((next) => {
        f.set(read, i32.add(read, i32.load(address)))
        f.increment(address, LINE)
        f.branchIf(next, i32.ltU(address, end))
      })
      f.increment(planes, 4)
      f.increment(count, -1)
      f.branchIf(again, count)
    })
    f.emit(i32.store(i32.const(UNUSED), read, 0))
  })
}

/**
 * Floats of a plane that one output row reads, where they are worth fetching beforehand; else 0.
 * @param inputFloats of the layer's whole input
 */
export function fetchedFloats(
  { inPerGroup, h, rowPitch }: Pick<ConvSpec, 'inPerGroup' | 'h' | 'rowPitch'>,
  inputFloats: number,
): number {
  if (4 * inputFloats <= CACHE_BYTES || inPerGroup * h.kernel <= FOLLOWED_ROWS) return 0
  return rowPitch * (h.dilation * (h.kernel - 1) + 1)
}

/** Brings the input of tiles into the cache. */
export class InputFetch {
  readonly #fetch: Kernel
  /** What was fetched last. */
  #last: readonly number[] = []

  /** @param fetch the kernel of addFetch */
  constructor(fetch: Kernel) {
    this.#fetch = fetch
  }

  /** Fetch the input of a tile of `groups` groups, where that is worth it and it fits. */
  before(
    {
      fetchedFloats,
      inputRowStep,
      inPerGroup,
    }: Pick<DirectLayer, 'fetchedFloats' | 'inputRowStep' | 'inPerGroup'>,
    tile: Pick<ConvTile, 'inputs' | 'from' | 'to'>,
    groups: number,
  ): void {
    if (fetchedFloats === 0) return
    const { inputs, from, to } = tile
    const channels = groups * inPerGroup
    const bytes = 4 * ((to - from - 1) * inputRowStep + fetchedFloats)
    if (channels * bytes > MOST_BYTES) return
    const part = [inputs, channels, 4 * from * inputRowStep, bytes]
    // Tiles of other filters of the same rows follow one another.
    if (part.every((value, i) => value === this.#last[i])) return
    this.#fetch(...part)
    this.#last = part
  }
}
