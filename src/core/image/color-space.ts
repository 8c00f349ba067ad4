import { fromLinear, toLinear } from './image-tensor.ts'
import { fullScale, type Samples } from './samples.ts'

/** Linear light of a value, both 0..1; beyond them too, where values are floats. */
export type ToneCurve = (value: number) => number

/** Three rows of three. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number]

/** What the values of a picture mean. */
export interface ColorSpace {
  /** Of red, green and blue, or the one of gray. */
  readonly curves: readonly [ToneCurve, ToneCurve, ToneCurve] | readonly [ToneCurve]
  /** From linear red, green and blue to XYZ under D50, the profile connection space (ICC.1:2022, F.3); null for gray. */
  readonly toXyz: Matrix | null
}

/** Chromaticities x and y. */
export type Chromaticity = readonly [x: number, y: number]
export type Primaries = readonly [red: Chromaticity, green: Chromaticity, blue: Chromaticity]

export const D65: Chromaticity = [0.3127, 0.329]
const D50: readonly [number, number, number] = [0.9642, 1, 0.8249]
/** Of sRGB (IEC 61966-2-1). */
export const SRGB_PRIMARIES: Primaries = [
  [0.64, 0.33],
  [0.3, 0.6],
  [0.15, 0.06],
]
/** Cone responses of the linear Bradford transform (ICC.1:2022, E.2). */
const BRADFORD: Matrix = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296]

/**
 * The matrix from linear RGB with these primaries to XYZ under D50, the white adapted by Bradford.
 * @returns null where they name no colours, such as three on a line
 */
export function primariesToXyz(primaries: Primaries, white: Chromaticity): Matrix | null {
  const [red, green, blue] = primaries.map(([x, y]) => xyzOf([x, y]))
  if (red === undefined || green === undefined || blue === undefined) return null
  const columns: Matrix = [red[0], green[0], blue[0], red[1], green[1], blue[1], red[2], green[2], blue[2]]
  const inverse = inverted(columns)
  const toCones = inverted(BRADFORD)
  if (inverse === null || toCones === null) return null
  const source = xyzOf(white)
  const amounts = times(inverse, source)
  const [from, to] = [times(BRADFORD, source), times(BRADFORD, D50)]
  const scale = diagonal([to[0] / from[0], to[1] / from[1], to[2] / from[2]])
  const adapt = product(toCones, product(scale, BRADFORD))
  const matrix = product(adapt, product(columns, diagonal(amounts)))
  return matrix.every(Number.isFinite) ? matrix : null
}

const xyzOf = ([x, y]: Chromaticity): [number, number, number] => [x / y, 1, (1 - x - y) / y]

/**
 * What brings pixels of a picture into sRGB: red, green, blue and alpha of each as 0..1, in place; alpha stays. Whole numbers
 * stay within 0..1, as there are no other colours in sRGB; floats go beyond, the curve mirrored below 0.
 */
export function toSrgb({ curves, toXyz }: ColorSpace, data: Samples['data']): (rgba: Float32Array) => void {
  const full = fullScale(data)
  const [red, green = red, blue = red] = curves.map((curve) => (full === 1 ? curve : tabulated(curve, full)))
  const encode = full === 1 ? mirrored(fromLinear) : encoded
  const matrix = product(SRGB_FROM_XYZ, toXyz ?? SRGB_TO_XYZ)
  const [a, b, c, d, e, f, g, h, i] = matrix
  if (red === undefined || green === undefined || blue === undefined) throw new RangeError('no curves')
  return (rgba) => {
    for (let at = 0; at < rgba.length; at += 4) {
      const r = red(rgba[at] ?? 0)
      const [y, z] = toXyz === null ? [r, r] : [green(rgba[at + 1] ?? 0), blue(rgba[at + 2] ?? 0)]
      rgba[at] = encode(a * r + b * y + c * z)
      rgba[at + 1] = encode(d * r + e * y + f * z)
      rgba[at + 2] = encode(g * r + h * y + i * z)
    }
  }
}

/** A picture whose colours are converted as it is read; as it is where nothing is known of them. */
export function inSrgb(samples: Samples, colors: ColorSpace | string | null): Samples {
  return colors === null || typeof colors === 'string'
    ? samples
    : { ...samples, toSrgb: toSrgb(colors, samples.data) }
}

/** The curve at the values that whole numbers have. */
function tabulated(curve: ToneCurve, full: number): ToneCurve {
  const table = Float64Array.from({ length: full + 1 }, (_, level) => curve(level / full))
  return (value) => table[Math.round(full * value)] ?? 0
}

/** Steps of the table of sRGB's curve: between them it is straight to 1e-7. */
const STEPS = 65_536
let table: Float64Array | null = null

/** sRGB's curve by a table, of light within 0..1. */
function encoded(light: number): number {
  table ??= Float64Array.from({ length: STEPS + 2 }, (_, i) => fromLinear(i / STEPS))
  const place = STEPS * Math.min(1, Math.max(0, light))
  const below = Math.floor(place)
  const value = table[below] ?? 0
  return value + (place - below) * ((table[below + 1] ?? 0) - value)
}

/** A curve that goes on below 0 as above it. */
export function mirrored(curve: ToneCurve): ToneCurve {
  return (value) => (value < 0 ? -curve(-value) : curve(value))
}

/** A curve y = x ^ gamma, mirrored below 0. */
export function powerOf(gamma: number): ToneCurve {
  return mirrored((value) => value ** gamma)
}

/** sRGB's own curve, for colour spaces that share it. */
export const SRGB_CURVE: ToneCurve = mirrored(toLinear)

function times(m: Matrix, [x, y, z]: readonly [number, number, number]): [number, number, number] {
  return [m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z, m[6] * x + m[7] * y + m[8] * z]
}

const diagonal = ([x, y, z]: readonly [number, number, number]): Matrix => [x, 0, 0, 0, y, 0, 0, 0, z]

function product(m: Matrix, n: Matrix): Matrix {
  const [a, b, c] = ([0, 1, 2] as const).map((i) => times(m, [n[i], n[i + 3] ?? 0, n[i + 6] ?? 0]))
  if (a === undefined || b === undefined || c === undefined) throw new RangeError('three columns')
  return [a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]]
}

/** By cofactors; null for a matrix without inverse. */
function inverted([a, b, c, d, e, f, g, h, i]: Matrix): Matrix | null {
  const [p, q, r] = [e * i - f * h, f * g - d * i, d * h - e * g]
  const k = 1 / (a * p + b * q + c * r)
  if (!Number.isFinite(k)) return null
  return [
    p * k,
    (c * h - b * i) * k,
    (b * f - c * e) * k,
    q * k,
    (a * i - c * g) * k,
    (c * d - a * f) * k,
    r * k,
    (b * g - a * h) * k,
    (a * e - b * d) * k,
  ]
}

const SRGB_TO_XYZ = known(primariesToXyz(SRGB_PRIMARIES, D65))
const SRGB_FROM_XYZ = known(inverted(SRGB_TO_XYZ))

function known(matrix: Matrix | null): Matrix {
  if (matrix === null) throw new RangeError('a matrix without inverse')
  return matrix
}
