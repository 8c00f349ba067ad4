/** Names of the colour maps; `signed` is blue, paper, orange for negative, zero, positive. */
export type ColorMapName = 'gray' | 'viridis' | 'magma' | 'signed'

/** What of a value is shown: itself, its magnitude |v|, or max(v, 0). */
export type ShownValues = 'signed' | 'absolute' | 'clamped'

/** The page's colour scheme; the signed map's zero is its paper. */
export type Theme = 'light' | 'dark'

type Triple = readonly [number, number, number]

/** OKLCH colours of the signed map, from -1 to 1, and of text on it: the design tokens of each theme. */
const SIGNED: Readonly<Record<Theme, { stops: readonly Triple[]; texts: readonly Triple[] }>> = {
  light: {
    stops: [
      [0.31, 0.12, 265],
      [0.6, 0.14, 248],
      [0.985, 0.002, 90],
      [0.7, 0.16, 52],
      [0.38, 0.12, 32],
    ],
    texts: [
      [0.21, 0.012, 270],
      [0.99, 0, 0],
    ],
  },
  dark: {
    stops: [
      [0.9, 0.07, 225],
      [0.58, 0.15, 252],
      [0.215, 0.006, 270],
      [0.66, 0.17, 47],
      [0.94, 0.1, 90],
    ],
    texts: [
      [0.955, 0.004, 270],
      [0.16, 0, 0],
    ],
  },
}

/** Every fifth colour of viridis as published with matplotlib (van der Walt and Smith, CC0). */
const VIRIDIS = triples(`
  440154 46085c 471063 481769 481d6f 482475 472a7a 46307e 453781 433d84 414287 3f4889 3d4e8a
  3a538b 38598c 355e8d 33638d 31688e 2e6d8e 2c718e 2a768e 297b8e 27808e 25848e 23898e 218e8d
  20928c 1f978b 1e9c89 1fa188 21a585 24aa83 28ae80 2eb37c 35b779 3dbc74 46c06f 50c46a 5ac864
  65cb5e 70cf57 7cd250 89d548 95d840 a2da37 b0dd2f bddf26 cae11f d8e219 e5e419 f1e51d fde725`)

/** Every fifth colour of magma, of the same origin. */
const MAGMA = triples(`
  000004 02020b 050416 090720 0e0b2b 140e36 1a1042 21114e 29115a 311165 390f6e 420f75 4a1079
  52137c 5a167e 621980 6a1c81 721f81 792282 812581 892881 912b81 992d80 a1307e aa337d b2357b
  ba3878 c23b75 ca3e72 d2426f d9466b e04c67 e75263 ec5860 f1605d f4695c f7725c f97b5d fb8560
  fc8e64 fd9869 fea16e feaa74 feb47b febd82 fec68a fecf92 fed89a fde2a3 fdebac fcf4b6 fcfdbf`)

function triples(hexes: string): readonly Triple[] {
  return hexes
    .trim()
    .split(/\s+/)
    .map((hex) => [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)))
    .map(([r = 0, g = 0, b = 0]) => [r, g, b])
}

/**
 * A colour map as 256 opaque words 0xAABBGGRR (RGBA bytes on a little-endian machine), from the low end of the range to
 * the high one. Only `signed` differs between the themes; its two middle entries are the zero colour.
 * The other `shown` values are for a range that is symmetric about 0: the upper half of the table has the colours of 0 to
 * the high end, the lower half mirrors them (absolute) or has the colour of 0 (clamped).
 */
export function colorTable(name: ColorMapName, theme: Theme, shown: ShownValues = 'signed'): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const t = (Math.sign(i - 127.5) * (Math.abs(i - 127.5) - 0.5)) / 127
    if (shown === 'absolute') return fromZero(name, theme, Math.abs(t))
    if (shown === 'clamped') return fromZero(name, theme, Math.max(0, t))
    return name === 'signed' ? word(signed(t, theme)) : word(sequential(name, i / 255))
  })
}

/** The colour of t in 0..1, 0 at the map's low end, or in the middle of a signed map. */
function fromZero(name: ColorMapName, theme: Theme, t: number): number {
  return word(name === 'signed' ? signed(t, theme) : sequential(name, t))
}

function sequential(name: Exclude<ColorMapName, 'signed'>, t: number): Triple {
  if (name === 'gray') return [255 * t, 255 * t, 255 * t]
  return interpolate(name === 'magma' ? MAGMA : VIRIDIS, 51 * t)
}

/**
 * As colorTable, of a range whose ends are given: 256 words over `paintedRange`, with the colours of the shown values from
 * low to high, beyond them those of the ends. Zero is the paper of the signed map wherever it lies between them.
 */
export function fixedColorTable(
  name: ColorMapName,
  theme: Theme,
  shown: ShownValues,
  { low, high }: { readonly low: number; readonly high: number },
): Uint32Array {
  const painted = paintedRange(shown, { low, high })
  const step = (painted.high - painted.low) / 255
  // a magnitude is never below zero
  const from = shown === 'signed' ? low : Math.max(0, low)
  const most = Math.max(Math.abs(from), Math.abs(high))
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const at = painted.low + i * step
    const value = Math.min(high, Math.max(from, shownValue(Math.abs(at) <= step / 2 ? 0 : at, shown)))
    if (name === 'signed') return word(signed(fraction(value, most), theme))
    return word(sequential(name, high > from ? (value - from) / (high - from) : 0))
  })
}

/** The values over which a table of a given range is spread: its ends, or as far below zero as above where that is folded. */
export function paintedRange(
  shown: ShownValues,
  { low, high }: { readonly low: number; readonly high: number },
): { readonly low: number; readonly high: number } {
  const most = Math.max(Math.abs(low), Math.abs(high))
  return shown === 'signed' ? { low, high } : { low: -most, high: most }
}

/** What of a value is shown. */
export function shownValue(value: number, shown: ShownValues): number {
  if (shown === 'signed') return value
  return shown === 'absolute' ? Math.abs(value) : Math.max(0, value)
}

/** Of a table of grays, one of red, green and blue (0, 1, 2) alone: three of them add up to a colour picture. */
export function primaryTable(grays: Uint32Array, primary: number): Uint32Array {
  return grays.map((gray) => (0xff000000 | (gray & (0xff << (8 * primary)))) >>> 0)
}

/**
 * CSS colour of a value on the signed map that spans -max to max (clamped). NaN, and everything when max is 0, has the
 * colour of zero.
 */
export function signedColor(value: number, max: number, theme: Theme): string {
  return css(signed(fraction(value, max), theme))
}

/**
 * CSS colour for text on signedColor(value, max, theme): the theme's ink or its opposite, whichever contrasts more;
 * where neither reaches 4.5 : 1 (WCAG 2 AA), black or white, of which one always does.
 */
export function textOnSigned(value: number, max: number, theme: Theme): string {
  const background = signed(fraction(value, max), theme)
  const best = (candidates: readonly Triple[]) =>
    candidates.reduce((a, b) => (contrast(b, background) > contrast(a, background) ? b : a))
  const text = best(SIGNED[theme].texts.map((lch) => fromOklab(oklab(lch))))
  return css(
    contrast(text, background) >= 4.5
      ? text
      : best([
          [0, 0, 0],
          [255, 255, 255],
        ]),
  )
}

/** Contrast of two sRGB colours (0..255), 1 to 21, as WCAG 2 defines it. */
export function contrast(a: Triple, b: Triple): number {
  const [la, lb] = [luminance(a), luminance(b)]
  return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05)
}

function fraction(value: number, max: number): number {
  const t = max === 0 || Number.isNaN(value) ? 0 : value / max
  return Math.min(1, Math.max(-1, t))
}

/** The signed map at t in -1..1, interpolated in OKLab (Bjoern Ottosson), as whole sRGB levels 0..255. */
function signed(t: number, theme: Theme): Triple {
  const { stops } = SIGNED[theme]
  return fromOklab(interpolate(stops.map(oklab), t * 2 + 2))
}

/** Between stops at 0, 1, 2 and so on. */
function interpolate(stops: readonly Triple[], position: number): Triple {
  const index = Math.min(Math.floor(position), stops.length - 2)
  const [from, to] = [stops[index], stops[index + 1]]
  if (!from || !to) throw new RangeError(`no colour at ${position} of ${stops.length} stops`)
  const t = position - index
  const mix = (k: 0 | 1 | 2) => from[k] + (to[k] - from[k]) * t
  return [mix(0), mix(1), mix(2)]
}

function oklab([lightness, chroma, hue]: Triple): Triple {
  const angle = (hue * Math.PI) / 180
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]
}

/** OKLab to whole sRGB levels 0..255, clipped to the gamut (matrices as published by Ottosson, 2020). */
function fromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** Linear light 0..1 to whole sRGB levels 0..255. */
function encode(linear: number): number {
  const x = Math.min(1, Math.max(0, linear))
  return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055))
}

function luminance(rgb: Triple): number {
  const linear = (v: number) => (v <= 0.04045 * 255 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])
}

function word([r, g, b]: Triple): number {
  return (0xff000000 | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0
}

function css(rgb: Triple): string {
  return `rgb(${rgb.join(' ')})`
}
