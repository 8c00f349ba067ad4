import type { WinogradShape } from './shape.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import { PATCH, POSITIONS } from './kernel.ts'
import { TILE } from './matrices.ts'

/** A Winograd convolution F(4x4, 3x3), stride and dilation 1, that a module is assembled for. */
export interface WinogradSpec extends WinogradShape {
  readonly set: KernelSet
  /** Whether the engine's memory is shared. */
  readonly shared: boolean
}

/** The name of the products of `filters` filters in bands of `tileRows` rows of tiles. */
export function productsName(shape: WinogradShape, filters: number, tileRows: number): string {
  return `products${filters}x${tilesOf(shape, tileRows)}`
}

/** Tiles of a row. */
export function tilesWide({ width }: Pick<WinogradShape, 'width'>): number {
  return Math.ceil(width / TILE)
}

/** Lanes of a vector, in any set of instructions: the tiles of narrow maps are laid out for as many. */
const LANES = 4

/** Whether a row has too few tiles for a vector. */
export function isNarrow(shape: Pick<WinogradShape, 'width'>): boolean {
  return tilesWide(shape) < LANES
}

/** A tile in a vector of a narrow map: its place in the rows of tiles that share the vector. */
export interface NarrowTile {
  readonly row: number
  readonly column: number
  /** Whether it only fills the vector: behind the end of a row. */
  readonly isSpare: boolean
}

/** The tiles that share a vector: those of as many rows as fit. */
export function narrowLanes(shape: Pick<WinogradShape, 'width'>): readonly NarrowTile[] {
  const wide = tilesWide(shape)
  const rows = Math.floor(LANES / wide)
  return Array.from({ length: LANES }, (_, lane) => {
    const isSpare = lane >= rows * wide
    const tile = isSpare ? rows * wide - 1 : lane
    return { row: Math.floor(tile / wide), column: tile % wide, isSpare }
  })
}

/** Rows of tiles that share a vector. */
export function tileRowsAtOnce(shape: Pick<WinogradShape, 'width'>): number {
  return isNarrow(shape) ? Math.floor(LANES / tilesWide(shape)) : 1
}

/** Tiles of a band of so many rows of tiles, spare ones included. */
export function tilesOf(shape: Pick<WinogradShape, 'width'>, tileRows: number): number {
  return isNarrow(shape) ? LANES * Math.ceil(tileRows / tileRowsAtOnce(shape)) : tilesWide(shape) * tileRows
}

/** Where things stand in a worker's workspace: offsets and distances in bytes. */
export interface WinogradLayout {
  /** Room for a row of tiles whose columns are transformed. */
  readonly rows: number
  /** Transformed input [position][channel][tile]. */
  readonly v: number
  /** Sums [position][filter][tile]. */
  readonly m: number
  readonly bytes: number
  readonly rowsPitch: number
  /** From a channel's or filter's tiles to the next one's. */
  readonly tilePitch: number
  readonly vPitch: number
  readonly mPitch: number
}

/** The layout of a workspace. Positions are an odd number of cache lines apart, so that they never fall into the same sets. */
export function winogradLayout(shape: WinogradShape): WinogradLayout {
  const tiles = tilesOf(shape, Math.max(...shape.tileRows))
  const tilePitch = 16 * Math.ceil(tiles / 4)
  const rowsPitch = 4 * TILE * (tilesWide(shape) + 1)
  const vPitch = oddLines(shape.inPerGroup * tilePitch)
  const mPitch = oddLines(shape.chunk * tilePitch)
  const v = 64 * Math.ceil((PATCH * rowsPitch) / 64)
  const m = v + POSITIONS * vPitch
  return { rows: 0, v, m, bytes: m + POSITIONS * mPitch, rowsPitch, tilePitch, vPitch, mPitch }
}

/** So many bytes in an odd number of cache lines. */
export function oddLines(bytes: number): number {
  const lines = Math.ceil(bytes / 64)
  return 64 * (lines % 2 === 0 ? lines + 1 : lines)
}
