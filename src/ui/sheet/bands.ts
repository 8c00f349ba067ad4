import type { Pair } from '../../core/tensor.ts'
import { layoutTiles, layoutTilesFreely, type Tiles } from './tiles.ts'
import { columnLeft, layoutColumns, type Columns } from './columns.ts'

/** One group of a layer: the rows of its filters [from, to) and their maps, at `top`, sizes in CSS pixels. */
export interface Band {
  readonly group: number
  readonly from: number
  readonly to: number
  readonly top: number
  readonly height: number
}

/** Matrix and maps of a sheet: each group is one band through both. */
export interface SheetLayout {
  /** `side`: maps beside the matrix in the same bands; `stacked`: maps below it in bands of their own. */
  readonly arrangement: 'side' | 'stacked'
  readonly columns: Columns
  readonly labelWidth: number
  readonly biasWidth: number
  readonly matrixWidth: number
  readonly rowHeight: number
  /** Side of the square that a kernel is drawn into, at full size. */
  readonly box: number
  /** Kernels print their numbers. */
  readonly numbers: boolean
  /** A band is higher than the view: what it holds starts at its top, else it stands in the middle. */
  readonly atTop: boolean
  readonly bands: readonly Band[]
  readonly mapBands: readonly Band[]
  readonly mapsWidth: number
  readonly tiles: Tiles
}

export interface SheetNeeds {
  readonly width: number
  /** Height of the view below the headings. */
  readonly height: number
  readonly filters: number
  readonly channels: number
  readonly groups: number
  readonly kernel: Pair
  readonly hasBias: boolean
  /** Height over width of the maps. */
  readonly aspect: number
  /** The selected input channel, counted over all groups. */
  readonly channel: number
}

const BAND_PADDING = 12
const MAPS_MARGIN = 28
/** Maps under the matrix stand behind a rule of their group's colour. */
const RULED_MARGIN = 42
/** Below this width maps stand under the matrix. */
const SIDE_BY_SIDE = 900

/** Lays out a sheet. A matrix takes at most 58 % of the width beside the maps. */
export function layoutSheet(needs: SheetNeeds): SheetLayout {
  const { width, height, filters, channels, groups, kernel, aspect } = needs
  const arrangement = width >= SIDE_BY_SIDE ? 'side' : 'stacked'
  const labelWidth = width < 1100 ? 128 : 152
  // Beside the biases stands the tag of a group, where there are several.
  const biasWidth = (needs.hasBias ? 66 : 16) + (groups > 1 ? 18 : 0)
  const few = channels <= 4 && filters <= 64
  const numbers = few && kernel[0] <= 3 && kernel[1] <= 3
  const room = Math.floor(width * (arrangement === 'side' ? 0.58 : 1)) - labelWidth - biasWidth
  const columns = layoutColumns(channels, groups, needs.channel, room, few ? 74 : 41)
  const isLarge = few && columns.wide >= 70
  const isCompact = filters > 64 || columns.from > 0 || columns.to < columns.count
  const box = Math.min(
    columns.wide - 2,
    isLarge ? (numbers ? 22 * Math.max(...kernel) : 66) : isCompact ? 20 : 28,
  )
  const rowHeight = Math.max(24, box + (isLarge ? 4 : 2))
  const matrixWidth = labelWidth + columnLeft(columns, channels) + biasWidth
  const mapsWidth = arrangement === 'side' ? width - matrixWidth - MAPS_MARGIN : width - RULED_MARGIN
  const perGroup = filters / groups
  const rows = perGroup * rowHeight + BAND_PADDING
  const shared = Math.max(rows, Math.floor(height / groups))
  const tiles =
    arrangement === 'side'
      ? layoutTiles(perGroup, aspect, mapsWidth, shared)
      : layoutTilesFreely(perGroup, aspect, mapsWidth, 150)
  const matrixBand = arrangement === 'side' ? tiles.bandHeight : rows
  return {
    arrangement,
    columns,
    labelWidth,
    biasWidth,
    matrixWidth,
    rowHeight,
    box,
    numbers: numbers && isLarge,
    atTop: matrixBand > height,
    bands: stack(groups, perGroup, matrixBand),
    mapBands: stack(groups, perGroup, tiles.bandHeight),
    mapsWidth,
    tiles,
  }
}

/** The layout of maps alone, for a layer without filters: one band that fills the view. */
export function layoutMapsOnly(
  width: number,
  height: number,
  maps: number,
  aspect: number,
): Pick<SheetLayout, 'mapBands' | 'tiles' | 'atTop'> {
  const room = width - MAPS_MARGIN
  const tiles =
    width < 720 ? layoutTilesFreely(maps, aspect, room, 150) : layoutTiles(maps, aspect, room, height)
  return { mapBands: stack(1, maps, tiles.bandHeight), tiles, atTop: true }
}

/** Top of a filter's row within its band. */
export function rowTop(layout: SheetLayout, band: Band, filter: number): number {
  const rows = (band.to - band.from) * layout.rowHeight
  const first = layout.atTop ? 6 : (band.height - rows) / 2
  return first + (filter - band.from) * layout.rowHeight
}

/** A band's filters [from, to) in runs whose rows are together about `height` pixels high. */
export function blocksOf(layout: SheetLayout, band: Band, height: number): (readonly [number, number])[] {
  const rows = Math.max(1, Math.round(height / layout.rowHeight))
  return Array.from({ length: Math.ceil((band.to - band.from) / rows) }, (_, i) => {
    const from = band.from + i * rows
    return [from, Math.min(from + rows, band.to)] as const
  })
}

/** Bands of equal height, one under the other. */
export function stack(groups: number, perGroup: number, height: number): Band[] {
  return Array.from({ length: groups }, (_, group) => ({
    group,
    from: group * perGroup,
    to: (group + 1) * perGroup,
    top: group * height,
    height,
  }))
}

/** The last edge of bands. */
export function bandsHeight(bands: readonly Band[]): number {
  const last = bands.at(-1)
  return last === undefined ? 0 : last.top + last.height
}
