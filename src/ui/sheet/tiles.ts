/** How the maps of one band are laid out; sizes in CSS pixels. */
export interface Tiles {
  /** `below`: picture over caption; `beside`: picture, then caption to its right. */
  readonly caption: 'below' | 'beside'
  readonly columns: number
  /** Width of a tile: of its picture, or of its caption where that is wider. */
  readonly cell: number
  /** The picture. */
  readonly width: number
  readonly height: number
  /** Lines of a caption below. */
  readonly lines: 1 | 2
  /** What the tiles need. */
  readonly bandHeight: number
}

/** Gap between tiles, and the margin of a band. */
export const TILE_GAP = 10
export const BAND_MARGIN = 9
const CAPTION_LINE = 15
const CAPTION_GAP = 4
/** Captions narrower than this give the range a line of its own. */
const ONE_LINE = 116
const BESIDE_TEXT = 104
/** Below this band height tiles turn sideways. */
const LOW_BAND = 100
/** Room for the range of a map. */
const CAPTION_WIDTH = 88
const SMALLEST = 96

/**
 * The largest tiles with which `count` maps of height / width `aspect` fit a band of `width` x `height`. Where only tiles
 * too small to see would fit, the band grows: `bandHeight` then exceeds `height`.
 */
export function layoutTiles(count: number, aspect: number, width: number, height: number): Tiles {
  const shape = Math.max(1 / 4, Math.min(4, aspect))
  const beside = height < LOW_BAND ? sideways(count, shape, width, height) : null
  if (beside !== null) return beside
  let best: Tiles | null = null
  for (let columns = 1; columns <= count; columns++) {
    const cell = (width - (columns - 1) * TILE_GAP) / columns
    if (cell < CAPTION_WIDTH && columns > 1) break
    const rows = Math.ceil(count / columns)
    const inner = (height - 2 * BAND_MARGIN - (rows - 1) * TILE_GAP) / rows
    for (const lines of [1, 2] as const) {
      const tall = (inner - captionHeight(lines)) / shape
      const picture = Math.floor(Math.min(cell, tall))
      if (lines === 2 ? picture >= ONE_LINE : picture < ONE_LINE) continue
      if (picture > (best?.width ?? 0)) best = below(columns, picture, shape, lines, height)
    }
  }
  if (best !== null && best.width * Math.sqrt(shape) >= SMALLEST * 0.7) return best
  return growing(count, shape, width, height)
}

/** Tiles in as many columns as keep them at least `smallest` wide, in a band as high as they need. */
export function layoutTilesFreely(count: number, aspect: number, width: number, smallest: number): Tiles {
  const shape = Math.max(1 / 4, Math.min(4, aspect))
  const columns = Math.max(1, Math.floor((width + TILE_GAP) / (smallest + TILE_GAP)))
  const picture = Math.floor((width - (columns - 1) * TILE_GAP) / columns)
  const lines = picture < ONE_LINE ? 2 : 1
  return below(columns, picture, shape, lines, needed(count, columns, picture * shape, captionHeight(lines)))
}

function sideways(count: number, shape: number, width: number, height: number): Tiles | null {
  for (let rows = 1; rows <= 2; rows++) {
    const pictureHeight = Math.floor((height - BAND_MARGIN - (rows - 1) * 6) / rows)
    const picture = Math.floor(pictureHeight / shape)
    const columns = Math.ceil(count / rows)
    if (pictureHeight < 26) return null
    if (columns * (picture + BESIDE_TEXT) + (columns - 1) * TILE_GAP > width) continue
    const cell = Math.floor((width - (columns - 1) * TILE_GAP) / columns)
    return {
      caption: 'beside',
      columns,
      cell,
      width: picture,
      height: pictureHeight,
      lines: 2,
      bandHeight: height,
    }
  }
  return null
}

function growing(count: number, shape: number, width: number, height: number): Tiles {
  const picture = Math.min(width, Math.round(SMALLEST / Math.sqrt(shape)))
  const columns = Math.max(
    1,
    Math.min(count, Math.floor((width + TILE_GAP) / (Math.max(picture, CAPTION_WIDTH) + TILE_GAP))),
  )
  // more rows than one fill the width
  const wide = Math.floor((width - (columns - 1) * TILE_GAP) / columns)
  const filling = count > columns ? Math.max(picture, Math.min(wide, Math.round(1.5 * picture))) : picture
  const lines = filling < ONE_LINE ? 2 : 1
  const high = needed(count, columns, filling * shape, captionHeight(lines))
  return below(columns, filling, shape, lines, Math.max(height, high))
}

function below(columns: number, picture: number, shape: number, lines: 1 | 2, bandHeight: number): Tiles {
  const cell = Math.max(picture, CAPTION_WIDTH)
  return {
    caption: 'below',
    columns,
    cell,
    width: picture,
    height: Math.round(picture * shape),
    lines,
    bandHeight,
  }
}

function needed(count: number, columns: number, picture: number, caption: number): number {
  const rows = Math.ceil(count / columns)
  return Math.ceil(rows * (picture + caption) + (rows - 1) * TILE_GAP + 2 * BAND_MARGIN)
}

/** Height of a caption below a picture. */
export function captionHeight(lines: 1 | 2): number {
  return lines * CAPTION_LINE + CAPTION_GAP
}
