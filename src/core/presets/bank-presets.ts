import { LUMA } from '../image/brightness.ts'
import { kaimingUniform } from '../bank/kernel-ops.ts'
import { angle, readParameter, type Parameter, type ParameterValues } from './preset.ts'
import { presetById } from './presets.ts'
import { cosineTaps, haarTaps, outer } from './stencils.ts'
import type { Pair } from '../tensor.ts'

/** A filter as one plane seen through a mix of channels: kernel c is mix[c] * plane. */
export interface MixedFilter {
  readonly name: string
  readonly plane: Float32Array
  /** One factor a channel; null takes the brightness of the channels (see brightness). */
  readonly mix: readonly number[] | null
}

/** A whole bank by name: its filters and the size of their kernels. */
export interface BankPreset {
  /** Stable, kebab case. */
  readonly id: string
  readonly name: string
  /** What its maps show. */
  readonly sentence: string
  readonly parameters: readonly Parameter[]
  readonly kernelSize: (values?: ParameterValues) => Pair
  readonly make: (values?: ParameterValues) => readonly MixedFilter[]
}

/** A mix of red, green and blue by name. */
export interface ColourPreset {
  readonly id: string
  readonly name: string
  readonly sentence: string
  /** Factors of R, G and B. */
  readonly mix: readonly [r: number, g: number, b: number]
}

/**
 * Mixes of three channels. Luma as in ITU-R BT.601; opponents as in Hering's theory, after Ohta, Kanade and Sakai (1980),
 * without their offsets; sepia as in the W3C's Filter Effects.
 */
export const COLOURS: readonly ColourPreset[] = [
  { id: 'luma', name: 'Luma', sentence: 'Brightness as the eye weighs the three colours.', mix: LUMA },
  {
    id: 'red-green',
    name: 'Red − green',
    sentence: 'Positive on red, negative on green, zero on every gray.',
    mix: [1, -1, 0],
  },
  {
    id: 'yellow-blue',
    name: 'Yellow − blue',
    sentence: 'Positive on yellow, negative on blue, zero on every gray.',
    mix: [0.5, 0.5, -1],
  },
  { id: 'red', name: 'Red', sentence: 'The red channel alone.', mix: [1, 0, 0] },
  { id: 'green', name: 'Green', sentence: 'The green channel alone.', mix: [0, 1, 0] },
  { id: 'blue', name: 'Blue', sentence: 'The blue channel alone.', mix: [0, 0, 1] },
  { id: 'sepia-red', name: 'Sepia red', sentence: 'Red of an old print.', mix: [0.393, 0.769, 0.189] },
  { id: 'sepia-green', name: 'Sepia green', sentence: 'Green of an old print.', mix: [0.349, 0.686, 0.168] },
  { id: 'sepia-blue', name: 'Sepia blue', sentence: 'Blue of an old print.', mix: [0.272, 0.534, 0.131] },
]

const count = (initial: number): Parameter => ({
  id: 'count',
  name: 'Angles',
  unit: '',
  min: 2,
  max: 24,
  step: 1,
  initial: () => initial,
})

const size = (initial: number): Parameter => ({
  id: 'size',
  name: 'Kernel size',
  unit: '',
  min: 3,
  max: 15,
  step: 2,
  initial: () => initial,
})

const wavelength: Parameter = {
  id: 'wavelength',
  name: 'Wavelength',
  unit: 'px',
  min: 2,
  max: 16,
  step: 0.1,
  initial: () => 5,
}

const phases: Parameter = {
  id: 'phases',
  name: 'Phases (even, odd)',
  unit: '',
  min: 1,
  max: 2,
  step: 1,
  initial: () => 2,
}

const dctSize: Parameter = { ...size(8), id: 'size', name: 'Block size', min: 2, max: 8, step: 1 }

const bankPreset = (
  id: string,
  name: string,
  sentence: string,
  parameters: readonly Parameter[],
  kernelSize: (read: (id: string) => number) => Pair,
  filters: (read: (id: string) => number) => readonly MixedFilter[],
): BankPreset => {
  const reader = (values: ParameterValues) => (key: string) => readParameter(parameters, key, values, [1, 1])
  return {
    id,
    name,
    sentence,
    parameters,
    kernelSize: (values = {}) => kernelSize(reader(values)),
    make: (values = {}) => filters(reader(values)),
  }
}

const colours = (id: string, name: string, sentence: string, ids: readonly string[]): BankPreset =>
  bankPreset(
    id,
    name,
    sentence,
    [],
    () => [1, 1],
    () =>
      ids.flatMap((each) => {
        const colour = COLOURS.find((candidate) => candidate.id === each)
        return colour ? [{ name: colour.name, plane: Float32Array.of(1), mix: colour.mix }] : []
      }),
  )

const range = (length: number) => Array.from({ length }, (_, i) => i)

/** Whole banks, in the order of a menu; those named for colours need three channels. */
export const BANK_PRESETS: readonly BankPreset[] = [
  bankPreset(
    'oriented-edges',
    'Oriented edges',
    'The same edge detector turned step by step: which maps light up tells the direction of an edge.',
    [count(8), size(5)],
    (read) => [read('size'), read('size')],
    (read) =>
      range(read('count')).map((i) => {
        const turn = (360 * i) / read('count')
        const plane = presetById('sobel-angle').make(read('size'), read('size'), { angle: turn })
        const sum = plane.reduce((total, value) => total + Math.abs(value), 0)
        return { name: `Edge ${Math.round(turn)}°`, plane: plane.map((value) => value / sum), mix: null }
      }),
  ),
  bankPreset(
    'gabor-bank',
    'Gabor bank',
    'Stripes of one width at every angle, in cosine and sine: the first stage of many texture detectors.',
    [count(6), wavelength, phases, size(11)],
    (read) => [read('size'), read('size')],
    (read) =>
      range(read('count')).flatMap((i) =>
        range(read('phases')).map((odd): MixedFilter => {
          const turn = (180 * i) / read('count')
          const values = {
            angle: turn,
            phase: 90 * odd,
            wavelength: read('wavelength'),
            sigma: read('size') / 5,
          }
          const plane = presetById('gabor').make(read('size'), read('size'), values)
          const norm = plane.reduce((total, value) => total + Math.abs(value), 0)
          const name = `Gabor ${Math.round(turn)}° ${odd === 1 ? 'odd' : 'even'}`
          return { name, plane: plane.map((value) => value / norm), mix: null }
        }),
      ),
  ),
  bankPreset(
    'dct-bank',
    'DCT bank',
    'All cosines of a block, 64 of 8 × 8: with stride 8 this is the transform inside JPEG.',
    [dctSize],
    (read) => [read('size'), read('size')],
    (read) => {
      const n = read('size')
      return range(n * n).map((i) => {
        const [v, u] = [Math.floor(i / n), i % n]
        return { name: `DCT ${v}, ${u}`, plane: outer(cosineTaps(n, v), cosineTaps(n, u)), mix: null }
      })
    },
  ),
  bankPreset(
    'haar-bank',
    'Haar bank',
    'Mean, horizontal, vertical and diagonal difference of 2 × 2 pixels: one level of a wavelet transform at stride 2.',
    [],
    () => [2, 2],
    () =>
      ['Haar mean', 'Haar x', 'Haar y', 'Haar diagonal'].map((name, band) => ({
        name,
        plane: outer(haarTaps(2, band >= 2), haarTaps(2, band % 2 === 1)),
        mix: null,
      })),
  ),
  colours(
    'opponents',
    'Colour opponents',
    'Light, red against green, yellow against blue: colour as the eye sends it on.',
    ['luma', 'red-green', 'yellow-blue'],
  ),
  colours('luma-bank', 'Luma', 'One map of brightness: a 1 × 1 convolution that mixes channels.', ['luma']),
  colours('sepia', 'Sepia', 'Three mixes of red, green and blue: an old print.', [
    'sepia-red',
    'sepia-green',
    'sepia-blue',
  ]),
  colours(
    'swap',
    'Swap red and blue',
    'The three channels in another order: a 1 × 1 convolution without arithmetic.',
    ['blue', 'green', 'red'],
  ),
  bankPreset(
    'random-bank',
    'Random bank',
    'An untrained layer: PyTorch’s initial weights (Kaiming uniform), the same for the same seed.',
    [
      { ...count(8), name: 'Filters', max: 64, min: 1 },
      size(3),
      { ...angle(1), id: 'seed', name: 'Seed', unit: '', max: 999 },
    ],
    (read) => [read('size'), read('size')],
    (read) =>
      range(read('count')).map((i) => {
        const [side, seed] = [read('size'), read('seed') * 1000 + i]
        const zeros = { height: side, width: side, values: new Float32Array(side * side) }
        return { name: `Random ${i}`, plane: kaimingUniform(zeros, side * side, seed).values, mix: null }
      }),
  ),
]
