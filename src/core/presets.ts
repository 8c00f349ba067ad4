import { seededRandom } from './random.ts'
import {
  binomial,
  combine,
  constant,
  convolve,
  derivative,
  impulse,
  outer,
  plane,
  secondDerivative,
  slope,
  withoutMean,
} from './stencils.ts'

/** A kernel by name. */
export interface Preset {
  /** Stable, kebab case. */
  readonly id: string
  readonly name: string
  /** What its feature map shows. */
  readonly sentence: string
  /**
   * Its height * width values, row by row, for sizes from 1 x 1. A derivative along an axis that is too short for one
   * (1 tap; 2 for second derivatives) is zero.
   */
  readonly make: (height: number, width: number) => Float32Array
}

const identity = (h: number, w: number) => outer(impulse(h), impulse(w))
const gaussian = (h: number, w: number) => outer(binomial(h), binomial(w))
const laplacian = (h: number, w: number) =>
  combine([1, outer(secondDerivative(h), impulse(w))], [1, outer(impulse(h), secondDerivative(w))])

/** Scharr's smoothing, widened by binomials, sum 1; two taps or one as binomial. */
const scharrSmooth = (n: number) =>
  n < 3 ? binomial(n) : convolve(binomial(n - 2), [3 / 16, 10 / 16, 3 / 16])

/** A slope towards the lower right, [-2 -1 0; -1 0 1; 0 1 2] at 3 x 3; magnitudes always sum to 8. */
function relief(height: number, width: number): Float32Array {
  const ramp = plane(height, width, (y, x) => x - (width - 1) / 2 + y - (height - 1) / 2)
  const magnitude = ramp.reduce((sum, value) => sum + Math.abs(value), 0)
  return magnitude === 0 ? ramp : ramp.map((value) => (8 * value) / magnitude)
}

/** Minus the Laplacian of a Gaussian that reaches zero within the kernel; the centre is 1 before the mean is taken away. */
function laplacianOfGaussian(height: number, width: number): Float32Array {
  const sigma = (axis: number) => Math.max(0.5, axis / 6)
  return withoutMean(
    plane(height, width, (y, x) => {
      const u = (y - (height - 1) / 2) / sigma(height)
      const v = (x - (width - 1) / 2) / sigma(width)
      const r = (u * u + v * v) / 2
      return (1 - r) * Math.exp(-r)
    }),
  )
}

/** A line from corner to corner, one tap for each step along the longer side; sum 1. */
function diagonalLine(height: number, width: number): Float32Array {
  const taps = Math.max(height, width)
  const values = new Float32Array(height * width)
  for (let i = 0; i < taps; i++) {
    const t = taps === 1 ? 0 : i / (taps - 1)
    values[Math.round(t * (height - 1)) * width + Math.round(t * (width - 1))] = 1 / taps
  }
  return values
}

/** A wave of one and a half periods at 45 degrees under a Gaussian (Gabor 1946, Daugman 1985), mean taken away. */
function gabor(height: number, width: number): Float32Array {
  const size = Math.max(height, width)
  return withoutMean(
    plane(height, width, (y, x) => {
      const v = y - (height - 1) / 2
      const u = x - (width - 1) / 2
      const phase = (2 * Math.PI * 1.5 * (u + v)) / (Math.SQRT2 * size)
      return Math.cos(phase) * Math.exp(-(u * u + v * v) / (2 * (size / 4) ** 2))
    }),
  )
}

/** Uniform in +-1/sqrt(fan-in), as PyTorch initialises a Conv2d (Kaiming, a = sqrt(5)), of one channel; seeded. */
function kaiming(height: number, width: number): Float32Array {
  const random = seededRandom(7)
  const bound = 1 / Math.sqrt(height * width)
  return plane(height, width, () => bound * (2 * random() - 1))
}

/*
 * At 3 x 3 these are the published kernels: Sobel (1968), Prewitt (1970), Scharr (2000); Laplacian, sharpen and the line
 * detector as in Gonzalez and Woods, Digital Image Processing; box, Gaussian, emboss and (at 5 x 5) unsharp as commonly
 * listed. Other sizes follow by formula and keep the response to a slope (derivatives) or to a flat picture (the rest).
 */

/** The kernels on offer, in the order of a menu. Each is valid at every size from 1 x 1 to 15 x 15. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'identity',
    name: 'Identity',
    sentence: 'Passes the channel on unchanged.',
    make: identity,
  },
  {
    id: 'box',
    name: 'Box blur',
    sentence: 'The plain mean of the neighbourhood.',
    make: (h, w) => outer(constant(h, 1 / h), constant(w, 1 / w)),
  },
  {
    id: 'gaussian',
    name: 'Gaussian blur',
    sentence: 'A soft mean: near pixels count more than far ones.',
    make: gaussian,
  },
  {
    id: 'sharpen',
    name: 'Sharpen',
    sentence: 'The picture minus its Laplacian: edges get steeper.',
    make: (h, w) => combine([1, identity(h, w)], [-1, laplacian(h, w)]),
  },
  {
    id: 'unsharp',
    name: 'Unsharp mask',
    sentence: 'The picture plus what a Gaussian blur takes away from it.',
    make: (h, w) => combine([2, identity(h, w)], [-1, gaussian(h, w)]),
  },
  {
    id: 'laplacian',
    name: 'Laplacian',
    sentence: 'Curvature: negative on bright spots and lines, positive on dark ones, zero on slopes.',
    make: laplacian,
  },
  {
    id: 'laplacian-of-gaussian',
    name: 'Laplacian of Gaussian',
    sentence: 'Bright blobs as large as its middle; crosses zero at edges.',
    make: laplacianOfGaussian,
  },
  {
    id: 'sobel-x',
    name: 'Sobel x',
    sentence: 'Vertical edges: positive where it gets brighter to the right.',
    make: (h, w) => outer(binomial(h), derivative(w), 8),
  },
  {
    id: 'sobel-y',
    name: 'Sobel y',
    sentence: 'Horizontal edges: positive where it gets brighter downwards.',
    make: (h, w) => outer(derivative(h), binomial(w), 8),
  },
  {
    id: 'scharr-x',
    name: 'Scharr x',
    sentence: 'Vertical edges, with a strength that depends less on their angle than Sobel’s.',
    make: (h, w) => outer(scharrSmooth(h), derivative(w), 32),
  },
  {
    id: 'scharr-y',
    name: 'Scharr y',
    sentence: 'Horizontal edges, with a strength that depends less on their angle than Sobel’s.',
    make: (h, w) => outer(derivative(h), scharrSmooth(w), 32),
  },
  {
    id: 'prewitt-x',
    name: 'Prewitt x',
    sentence: 'The slope to the right of the plane that fits the neighbourhood best.',
    make: (h, w) => outer(constant(h, 1 / h), slope(w), 6),
  },
  {
    id: 'prewitt-y',
    name: 'Prewitt y',
    sentence: 'The slope downwards of the plane that fits the neighbourhood best.',
    make: (h, w) => outer(slope(h), constant(w, 1 / w), 6),
  },
  {
    id: 'emboss',
    name: 'Emboss',
    sentence: 'A relief lit from the upper left, laid over the picture.',
    make: (h, w) => combine([1, identity(h, w)], [1, relief(h, w)]),
  },
  {
    id: 'relief',
    name: 'Relief',
    sentence: 'Diagonal edges alone: positive where it gets brighter to the lower right.',
    make: relief,
  },
  {
    id: 'motion-blur',
    name: 'Motion blur',
    sentence: 'The mean along a diagonal, as if the camera had moved.',
    make: diagonalLine,
  },
  {
    id: 'line-vertical',
    name: 'Vertical line',
    sentence: 'Thin vertical lines that are brighter than both their sides.',
    make: (h, w) => outer(constant(h, 1 / h), secondDerivative(w), -3),
  },
  {
    id: 'line-horizontal',
    name: 'Horizontal line',
    sentence: 'Thin horizontal lines that are brighter than both their sides.',
    make: (h, w) => outer(secondDerivative(h), constant(w, 1 / w), -3),
  },
  {
    id: 'gabor',
    name: 'Gabor',
    sentence: 'Diagonal stripes of about its own wavelength, the way cells in the visual cortex see them.',
    make: gabor,
  },
  {
    id: 'random',
    name: 'Random',
    sentence: 'The weights of an untrained layer: PyTorch’s initial distribution, always the same numbers.',
    make: kaiming,
  },
]

/** The preset of this id. @throws RangeError for an unknown one */
export function presetById(id: string): Preset {
  const preset = PRESETS.find((candidate) => candidate.id === id)
  if (!preset) throw new RangeError(`no preset ${id}`)
  return preset
}
