/** Filters at once: in the products of a Winograd convolution, and between its transforms. */
export interface FilterBlocks {
  readonly filters: number
  readonly chunk: number
}

/** Filters of a tile that the products take together: `blocks` times `each`, from `first` on. */
export interface FilterBlock {
  readonly first: number
  readonly each: number
  readonly blocks: number
  /** The first filter that shares their transforms. */
  readonly chunkStart: number
}

/** Runs of filters that the products take together: blocks as long as there are enough filters, then single ones. */
export function blocksOf({ filters: most, chunk }: FilterBlocks, filters: number): FilterBlock[] {
  const found = []
  for (let chunkStart = 0; chunkStart < filters; chunkStart += chunk) {
    const count = Math.min(chunk, filters - chunkStart)
    const blocks = Math.floor(count / most)
    if (blocks > 0) found.push({ first: chunkStart, each: most, blocks, chunkStart })
    const rest = chunkStart + blocks * most
    if (rest < chunkStart + count)
      found.push({ first: rest, each: 1, blocks: chunkStart + count - rest, chunkStart })
  }
  return found
}
