import type { ChartId } from './charts.ts'

/** sRGB values 0..1. */
type Color = readonly [r: number, g: number, b: number]
/** Colour at a position; u and v from 0 to 1 across the picture, `pixel` is the size of a pixel in u. */
type Chart = (u: number, v: number, pixel: number) => Color

const DRAWINGS: Readonly<Record<ChartId, Chart>> = {
  'zone-plate': zonePlate,
  'siemens-star': siemensStar,
  'colour-patches': colourPatches,
  impulses,
  gradients,
}

/** A chart of `size` x `size` pixels as opaque RGBA. */
export function drawChart(id: ChartId, size: number): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * size * size)
  const chart = DRAWINGS[id]
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const color = chart((x + 0.5) / size, (y + 0.5) / size, 1 / size)
      const at = 4 * (y * size + x)
      for (let c = 0; c < 3; c++) rgba[at + c] = 255 * (color[c] ?? 0)
      rgba[at + 3] = 255
    }
  }
  return rgba
}

/**
 * Circular zone plate, cos(k r^2): the frequency grows with the radius and reaches Nyquist's, half a cycle a pixel, at the
 * edge's middle. Each channel has its centre elsewhere, so that channels tell apart.
 */
function zonePlate(u: number, v: number, pixel: number): Color {
  // phase pi r^2 / (2 R pixel) has frequency r / (2 R pixel): half a cycle a pixel at r = R, the distance to the edge
  const ring = (cx: number, cy: number) => {
    const r2 = (u - cx) ** 2 + (v - cy) ** 2
    return 0.5 + 0.5 * Math.cos((Math.PI * r2) / (2 * 0.5 * pixel))
  }
  return [ring(0.5, 0.5), ring(0.4, 0.56), ring(0.6, 0.56)]
}

/** Siemens star of 36 sectors in six colours on white; the edges are one pixel soft. */
function siemensStar(u: number, v: number, pixel: number): Color {
  const [x, y] = [u - 0.5, v - 0.5]
  const radius = Math.hypot(x, y)
  const turn = Math.atan2(y, x) / (2 * Math.PI) + 0.5
  const sector = Math.min(35, Math.floor(turn * 36))
  // distance in pixels to the nearer edge of the dark sector, positive inside
  const within = (turn * 36) % 2
  const across = Math.min(within, 1 - within)
  const edge = (across / 36) * 2 * Math.PI * radius
  const cover = clamp01(0.5 + edge / pixel) * clamp01(0.5 + (0.46 - radius) / pixel)
  const ink = SPECTRUM[Math.floor(sector / 2) % SPECTRUM.length] ?? BLACK
  return mix(WHITE, ink, cover)
}

/** Six rows of patches: hues at three lightnesses, then grays, with a fine checkerboard in every fourth patch. */
function colourPatches(u: number, v: number, pixel: number): Color {
  const [columns, rows] = [8, 6]
  const column = Math.floor(u * columns)
  const row = Math.floor(v * rows)
  const [x, y] = [u * columns - column, v * rows - row]
  if (Math.min(x, y, 1 - x, 1 - y) < 0.06) return [0.13, 0.13, 0.14]
  if (row === rows - 1) return gray(column / (columns - 1))
  const color = hue((column + 0.5 * (row % 2)) / columns, 0.35 + 0.13 * row)
  const isFine = (column + 3 * row) % 4 === 3
  const isOdd = (Math.floor(u / (4 * pixel)) + Math.floor(v / (4 * pixel))) % 2 === 1
  return isFine && isOdd ? mix(color, WHITE, 0.55) : color
}

/** Single bright pixels on black in a grid, and small squares: a filter's map shows its own kernel, turned by 180 degrees. */
function impulses(u: number, v: number, pixel: number): Color {
  const count = 8
  const column = Math.floor(u * count)
  const row = Math.floor(v * count)
  const dx = Math.floor(u / pixel) - Math.floor((column + 0.5) / count / pixel)
  const dy = Math.floor(v / pixel) - Math.floor((row + 0.5) / count / pixel)
  const size = [0, 0, 1, 4][row % 4] ?? 0
  const isLit = Math.max(Math.abs(dx), Math.abs(dy)) <= size
  return isLit ? (IMPULSE_COLORS[column % IMPULSE_COLORS.length] ?? WHITE) : BLACK
}

/** Bands of gradients: each channel along x, all hues, steps of gray, and a smooth hill. */
function gradients(u: number, v: number): Color {
  const band = Math.floor(v * 6)
  switch (band) {
    case 0:
      return [u, 0, 0]
    case 1:
      return [0, u, 0]
    case 2:
      return [0, 0, u]
    case 3:
      return hue(u, 0.5)
    case 4:
      return gray(Math.floor(u * 16) / 15)
    default: {
      const hill = Math.exp(-(((u - 0.5) / 0.18) ** 2) - ((v * 6 - 5.5) / 0.25) ** 2)
      return mix([0.1, 0.16, 0.4], [1, 0.75, 0.25], hill)
    }
  }
}

const WHITE: Color = [1, 1, 1]
const BLACK: Color = [0, 0, 0]
const SPECTRUM: readonly Color[] = [0, 1, 2, 3, 4, 5].map((i) => hue(i / 6, 0.42))
const IMPULSE_COLORS: readonly Color[] = [
  WHITE,
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 0],
  [0, 1, 1],
  [1, 0, 1],
  WHITE,
]

/** The colour of a hue (0..1, red to red) at a lightness 0..1, as in HSL at full saturation. */
function hue(turn: number, lightness: number): Color {
  const channel = (offset: number) => {
    const k = (offset + turn * 12) % 12
    return lightness - Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
  }
  return [channel(0), channel(8), channel(4)]
}

function gray(value: number): Color {
  return [value, value, value]
}

function mix(a: Color, b: Color, t: number): Color {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]
}

function clamp01(value: number): number {
  return Math.max(0, Math.min(1, value))
}
