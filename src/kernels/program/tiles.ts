/*
 * A program is a list of steps; a step is a list of tiles that any worker may compute in any order. Everything a tile
 * needs stands in memory before the program starts: maps are planes, each plane is found through a table of pointers
 * (u32), so maps of one layer need not lie beside each other and a step may list only the maps to recompute.
 *
 * A map plane: H * W contiguous floats, at least 64 bytes of slack behind them, then at `statsOffset` one stats record
 * for each row band (STATS_BYTES each, see stats.ts).
 * A haloed plane: see HaloGeometry.
 *
 * Tiles are numbers, so that they can be handed to workers. What they mean stands here alone.
 */

/** The fields of a tile, in order, by the kind of its step. Rows go from <= row < to. */
const TILE_FIELDS = {
  /** Index of the plane in the source and in the table; floats of it from, to. */
  load: ['map', 'from', 'to'],
  /** Index into both tables; padded rows. */
  halo: ['map', 'from', 'to'],
  /** Index in the table of the first map, how many, index of the word to write. */
  tame: ['map', 'maps', 'word'],
  pack: ['run'],
  /**
   * Index in the table of inputs of the group's first channel; index in the table of outputs of the first filter's map, how
   * many; output rows; byte offset of the packed weights; how many groups the filters are evenly from. Where the step has a faster
   * way, the filters are from one group, `word` is the index of what its TameStep wrote and `fasterWeights` the offset of its weights.
   */
  conv: ['input', 'map', 'maps', 'from', 'to', 'weights', 'groups', 'word', 'fasterWeights'],
  /** Index into both tables; output rows. */
  pool: ['map', 'from', 'to'],
  pointwise: ['map', 'from', 'to'],
  place: ['map', 'from', 'to'],
  blend: ['map', 'from', 'to'],
  mean: ['map', 'from', 'to'],
  stats: ['map', 'from', 'to'],
  range: ['item'],
  /** Item; rows of the picture. */
  paint: ['item', 'from', 'to'],
} as const

/** What a step does. */
export type StepKind = keyof typeof TILE_FIELDS

/** A tile of a step of this kind, by names. */
export type Tile<K extends StepKind> = Readonly<Record<(typeof TILE_FIELDS)[K][number], number>>

/** What all steps have. */
export interface StepBase<K extends StepKind = StepKind> {
  readonly kind: K
  /** Position of the layer this step works for; -1 for the input. */
  readonly layer: number
  /** As writeTiles writes them. */
  readonly tiles: Int32Array
}

/** The tiles of a step as numbers. */
export function writeTiles<K extends StepKind>(kind: K, tiles: readonly Tile<K>[]): Int32Array {
  const fields: readonly (keyof Tile<K>)[] = TILE_FIELDS[kind]
  const numbers = new Int32Array(tiles.length * fields.length)
  let at = 0
  for (const tile of tiles) for (const field of fields) numbers[at++] = tile[field]
  return numbers
}

/** One tile of a step. @throws RangeError where it has no such tile */
export function readTile<K extends StepKind>({ kind, tiles }: StepBase<K>, index: number): Tile<K> {
  const fields = TILE_FIELDS[kind]
  const tile: Record<string, number> = {}
  for (let i = 0; i < fields.length; i++) {
    const [field, number] = [fields[i], tiles[index * fields.length + i]]
    if (field === undefined || number === undefined)
      throw new RangeError(`no tile ${index} in a step to ${kind}`)
    tile[field] = number
  }
  return tile as Tile<K>
}

/** Tiles of a step. */
export function tileCount({ kind, tiles }: StepBase): number {
  return tiles.length / TILE_FIELDS[kind].length
}

/** The part of a step's work that a tile is: maps (or what else it counts) and rows, each from <= place < to. */
export interface TileExtent {
  readonly maps: readonly [from: number, to: number]
  readonly rows: readonly [from: number, to: number]
}

/** The extent of one tile. @throws RangeError */
export function tileExtent(step: StepBase, index: number): TileExtent {
  const tile: Partial<Readonly<Record<string, number>>> = readTile(step, index)
  const first = tile['map'] ?? tile['item'] ?? tile['run'] ?? 0
  return { maps: [first, first + (tile['maps'] ?? 1)], rows: [tile['from'] ?? 0, tile['to'] ?? 0] }
}
