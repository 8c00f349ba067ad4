import { kernelCentre } from '../bank/bank.ts'
import { amount, angle, preset, type Preset } from './preset.ts'
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
} from './stencils.ts'

const identity = (h: number, w: number) => outer(impulse(h), impulse(w))
const laplacian = (h: number, w: number) =>
  combine([1, outer(secondDerivative(h), impulse(w))], [1, outer(impulse(h), secondDerivative(w))])
const sobelX = (h: number, w: number) => outer(binomial(h), derivative(w), 8)
const sobelY = (h: number, w: number) => outer(derivative(h), binomial(w), 8)

/** Scharr's smoothing, widened by binomials, sum 1; two taps or one as binomial. */
const scharrSmooth = (n: number) =>
  n < 3 ? binomial(n) : convolve(binomial(n - 2), [3 / 16, 10 / 16, 3 / 16])

/** A slope towards the lower right, [-2 -1 0; -1 0 1; 0 1 2] at 3 x 3; magnitudes always sum to 8. */
function relief(height: number, width: number): Float32Array {
  const ramp = plane(height, width, (y, x) => x - (width - 1) / 2 + y - (height - 1) / 2)
  const magnitude = ramp.reduce((sum, value) => sum + Math.abs(value), 0)
  return magnitude === 0 ? ramp : ramp.map((value) => (8 * value) / magnitude)
}

/** The 2 x 2 cross [a b; c d] at the centre of a kernel; zeros where an axis has one tap. */
function cross(height: number, width: number, taps: readonly [number, number, number, number]) {
  if (height < 2 || width < 2) return new Float32Array(height * width)
  const [top, left] = [kernelCentre(height), kernelCentre(width)]
  return plane(height, width, (y, x) => {
    const isInside = y >= top && y < top + 2 && x >= left && x < left + 2
    return isInside ? (taps[(y - top) * 2 + x - left] ?? 0) : 0
  })
}

/*
 * At 3 x 3 these are the published kernels: Sobel (1968), Prewitt (1970), Scharr (2000), at 2 x 2 Roberts (1963); sharpen,
 * Laplacian and line detector as in Gonzalez and Woods, Digital Image Processing; emboss as commonly listed. Other sizes
 * follow by formula and keep the response to a slope (derivatives) or to a flat picture (the rest).
 */

/** Edges, lines and reliefs. */
export const EDGES: readonly Preset[] = [
  preset(
    'sharpen',
    'Sharpen',
    'The picture minus its Laplacian: edges get steeper.',
    (h, w, read) => combine([1, identity(h, w)], [-read('amount'), laplacian(h, w)]),
    [amount],
  ),
  preset(
    'laplacian',
    'Laplacian',
    'Curvature: negative on bright spots and lines, positive on dark ones, zero on slopes.',
    laplacian,
  ),
  preset('sobel-x', 'Sobel x', 'Vertical edges: positive where it gets brighter to the right.', sobelX),
  preset('sobel-y', 'Sobel y', 'Horizontal edges: positive where it gets brighter downwards.', sobelY),
  preset(
    'sobel-angle',
    'Oriented edge',
    'Sobel turned to any angle: positive where it gets brighter in that direction.',
    (h, w, read) => {
      const radians = (read('angle') * Math.PI) / 180
      return combine([Math.cos(radians), sobelX(h, w)], [Math.sin(radians), sobelY(h, w)])
    },
    [angle(45)],
  ),
  preset(
    'scharr-x',
    'Scharr x',
    'Vertical edges, with a strength that depends less on their angle than Sobel’s.',
    (h, w) => outer(scharrSmooth(h), derivative(w), 32),
  ),
  preset(
    'scharr-y',
    'Scharr y',
    'Horizontal edges, with a strength that depends less on their angle than Sobel’s.',
    (h, w) => outer(derivative(h), scharrSmooth(w), 32),
  ),
  preset(
    'prewitt-x',
    'Prewitt x',
    'The slope to the right of the plane that fits the neighbourhood best.',
    (h, w) => outer(constant(h, 1 / h), slope(w), 6),
  ),
  preset(
    'prewitt-y',
    'Prewitt y',
    'The slope downwards of the plane that fits the neighbourhood best.',
    (h, w) => outer(slope(h), constant(w, 1 / w), 6),
  ),
  preset(
    'roberts-1',
    'Roberts falling',
    'The difference of two diagonal neighbours: edges that rise to the right, very sharp and very noisy.',
    (h, w) => cross(h, w, [1, 0, 0, -1]),
  ),
  preset(
    'roberts-2',
    'Roberts rising',
    'The other diagonal of Roberts’ cross: edges that fall to the right.',
    (h, w) => cross(h, w, [0, 1, -1, 0]),
  ),
  preset(
    'emboss',
    'Emboss',
    'A relief lit from the upper left, laid over the picture.',
    (h, w, read) => combine([1, identity(h, w)], [read('amount'), relief(h, w)]),
    [amount],
  ),
  preset(
    'relief',
    'Relief',
    'Diagonal edges alone: positive where it gets brighter to the lower right.',
    relief,
  ),
  preset(
    'line-vertical',
    'Vertical line',
    'Thin vertical lines that are brighter than both their sides.',
    (h, w) => outer(constant(h, 1 / h), secondDerivative(w), -3),
  ),
  preset(
    'line-horizontal',
    'Horizontal line',
    'Thin horizontal lines that are brighter than both their sides.',
    (h, w) => outer(secondDerivative(h), constant(w, 1 / w), -3),
  ),
]
