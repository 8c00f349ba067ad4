import type { RowWinogradShape } from './shape.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import { oddLines } from '../winograd/layout.ts'
import { patchOf, TILE } from '../winograd/matrices.ts'

/** A Winograd convolution F(4, r) along rows that a module is assembled for. */
export interface RowWinogradSpec extends RowWinogradShape {
  readonly set: KernelSet
  /** Whether the engine's memory is shared. */
  readonly shared: boolean
}

/** Where things stand in a worker's workspace: offsets and distances in bytes. */
export interface RowWinogradLayout {
  /** Transformed input [position][row][channel][phase][residue][tile]. */
  readonly v: number
  /** Sums [position][filter][row][tile]. */
  readonly m: number
  readonly bytes: number
  /** From the tiles of a residue modulo the dilation along rows to those of the next. */
  readonly residuePitch: number
  /** From a channel's phase or filter's tiles to the next one's. */
  readonly tilePitch: number
  readonly rowPitch: number
  /** From a filter's sums to the next one's. */
  readonly filterPitch: number
  readonly vPitch: number
  readonly mPitch: number
}

/** The layout of a workspace. Positions are an odd number of cache lines apart, so that they never fall into the same sets. */
export function rowWinogradLayout(shape: RowWinogradShape): RowWinogradLayout {
  const { inPerGroup, phases, segments, tilesWide, chunk } = shape
  const residuePitch = 16 * Math.ceil((tilesWide + segments - 1) / 4)
  const tilePitch = shape.dilationWidth * residuePitch
  const rowPitch = inPerGroup * phases * tilePitch
  const vPitch = oddLines(inputRows(shape, shape.tileRows) * rowPitch)
  const filterPitch = shape.sumRows * tilePitch
  const mPitch = oddLines(chunk * filterPitch)
  const positions = patchOf(shape.taps)
  const m = positions * vPitch
  return {
    v: 0,
    m,
    bytes: m + positions * mPitch,
    residuePitch,
    tilePitch,
    rowPitch,
    filterPitch,
    vPitch,
    mPitch,
  }
}

/** Rows of transformed input that so many output rows take up. */
export function inputRows(shape: RowWinogradShape, rows: number): number {
  return shape.dilationHeight * rowsOfResidue(shape, rows)
}

/** Rows of input, counted from the first, that belong to output rows 0 <= row < rows. */
export function rowsRead(
  { strideHeight, dilationHeight, kernel: [height] }: RowWinogradShape,
  rows: number,
): number {
  return (rows - 1) * strideHeight + (height - 1) * dilationHeight + 1
}

function rowsOfResidue(shape: RowWinogradShape, rows: number): number {
  return Math.ceil(rowsRead(shape, rows) / shape.dilationHeight)
}

/** The place of a row of input: those of one residue modulo the dilation lie together, so that a kernel's rows do. */
export function placeOfRow(shape: RowWinogradShape, row: number): number {
  const { dilationHeight } = shape
  return (row % dilationHeight) * rowsOfResidue(shape, shape.tileRows) + Math.floor(row / dilationHeight)
}

/** Tiles of four columns in a row of the output: those of the first residue modulo the dilation, which has the most. */
export function tilesOfRow({
  width,
  dilationWidth,
}: Pick<RowWinogradShape, 'width' | 'dilationWidth'>): number {
  return Math.ceil(width / dilationWidth / TILE)
}

/** The name of the products of `filters` filters and `rows` rows at once. */
export function rowProductsName(filters: number, rows: number): string {
  return `products${filters}x${rows}`
}
