import type { WinogradShape } from './program.ts'
import type { KernelSet } from './sets.ts'
import { PATCH, POSITIONS, TILE } from './winograd-matrices.ts'

/** A Winograd convolution F(4x4, 3x3), stride and dilation 1, that a module is assembled for. */
export interface WinogradSpec extends WinogradShape {
  readonly set: KernelSet
  /** Whether the engine's memory is shared. */
  readonly shared: boolean
}

/** The name of the products of `filters` filters in bands of `tileRows` rows of tiles. */
export function productsName(shape: WinogradShape, filters: number, tileRows: number): string {
  return `products${filters}x${tilesWide(shape) * tileRows}`
}

/** Tiles of a row. */
export function tilesWide({ width }: WinogradShape): number {
  return Math.ceil(width / TILE)
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
  const tiles = tilesWide(shape) * Math.max(...shape.tileRows)
  const tilePitch = 16 * Math.ceil(tiles / 4)
  const rowsPitch = 4 * TILE * (tilesWide(shape) + 1)
  const vPitch = oddLines(shape.inPerGroup * tilePitch)
  const mPitch = oddLines(shape.chunk * tilePitch)
  const v = 64 * Math.ceil((PATCH * rowsPitch) / 64)
  const m = v + POSITIONS * vPitch
  return { rows: 0, v, m, bytes: m + POSITIONS * mPitch, rowsPitch, tilePitch, vPitch, mPitch }
}

function oddLines(bytes: number): number {
  const lines = Math.ceil(bytes / 64)
  return 64 * (lines % 2 === 0 ? lines + 1 : lines)
}
