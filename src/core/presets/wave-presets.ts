import { longSide, preset, angle, type Parameter, type Preset, type Read } from './preset.ts'
import { combine, cosineTaps, gaussianTaps, haarTaps, outer, plane, withoutMean } from './stencils.ts'

/**
 * Minus the Laplacian of a Gaussian: (1 - r^2 / 2 s^2) * exp(-r^2 / 2 s^2), 1 at the centre before the mean is taken away
 * (Marr and Hildreth, 1980). Sigma 0 is a sixth of each axis, so that it reaches zero within the kernel.
 */
function laplacianOfGaussian(height: number, width: number, read: Read): Float32Array {
  const given = read('sigma')
  const sigma = (axis: number) => (given === 0 ? Math.max(0.5, axis / 6) : given)
  return withoutMean(
    plane(height, width, (y, x) => {
      const u = (y - (height - 1) / 2) / sigma(height)
      const v = (x - (width - 1) / 2) / sigma(width)
      const r = (u * u + v * v) / 2
      return (1 - r) * Math.exp(-r)
    }),
  )
}

/** A narrow Gaussian minus a wider one, each of sum 1 (Wilson and Giese, 1977; ratio 1.6 is nearest to the LoG). */
function differenceOfGaussians(height: number, width: number, read: Read): Float32Array {
  const blur = (sigma: number) => outer(gaussianTaps(height, sigma), gaussianTaps(width, sigma))
  const sigma = read('sigma')
  return combine([1, blur(sigma)], [-1, blur(sigma * read('ratio'))])
}

/**
 * exp(-(u^2 + gamma^2 v^2) / 2 sigma^2) * cos(2 pi u / lambda + psi), u along the wave, v across it (Gabor 1946; Daugman
 * 1985), mean taken away.
 */
function gabor(height: number, width: number, read: Read): Float32Array {
  const [theta, psi] = [read('angle'), read('phase')].map((degrees) => (degrees * Math.PI) / 180)
  const [lambda, sigma, gamma] = [read('wavelength'), read('sigma'), read('aspect')]
  const [cos, sin] = [Math.cos(theta ?? 0), Math.sin(theta ?? 0)]
  return withoutMean(
    plane(height, width, (y, x) => {
      const [dy, dx] = [y - (height - 1) / 2, x - (width - 1) / 2]
      const u = dx * cos + dy * sin
      const v = dy * cos - dx * sin
      const envelope = Math.exp(-(u * u + gamma * gamma * v * v) / (2 * sigma * sigma))
      return envelope * Math.cos((2 * Math.PI * u) / lambda + (psi ?? 0))
    }),
  )
}

const frequency = (id: string, name: string, initial: number): Parameter => ({
  id,
  name,
  unit: '',
  min: 0,
  max: 14,
  step: 1,
  initial: () => initial,
})

const BANDS: Parameter = {
  id: 'band',
  name: 'Band (mean, x, y, diagonal)',
  unit: '',
  min: 0,
  max: 3,
  step: 1,
  initial: () => 3,
}

/** Waves and blobs: what is tuned to a size, an angle, a frequency. */
export const WAVES: readonly Preset[] = [
  preset(
    'laplacian-of-gaussian',
    'Laplacian of Gaussian',
    'Bright blobs as large as its middle; crosses zero at edges.',
    laplacianOfGaussian,
    [
      {
        id: 'sigma',
        name: 'Sigma',
        unit: 'px',
        min: 0,
        max: 5,
        step: 0.05,
        initial: () => 0,
        zero: 'a sixth of the size',
      },
    ],
  ),
  preset(
    'difference-of-gaussians',
    'Difference of Gaussians',
    'Details between two sizes, as the retina passes them on: one blur minus a wider one.',
    differenceOfGaussians,
    [
      {
        id: 'sigma',
        name: 'Sigma',
        unit: 'px',
        min: 0.3,
        max: 4,
        step: 0.05,
        initial: (size) => Math.max(0.5, longSide(size) / 8),
      },
      { id: 'ratio', name: 'Ratio', unit: '', min: 1.1, max: 5, step: 0.1, initial: () => 1.6 },
    ],
  ),
  preset(
    'gabor',
    'Gabor',
    'Stripes of its own wavelength and angle, the way cells in the visual cortex see them.',
    gabor,
    [
      {
        id: 'wavelength',
        name: 'Wavelength',
        unit: 'px',
        min: 1.5,
        max: 20,
        step: 0.1,
        initial: (size) => longSide(size) / 1.5,
      },
      angle(45),
      { id: 'phase', name: 'Phase', unit: '°', min: 0, max: 360, step: 1, initial: () => 0 },
      {
        id: 'sigma',
        name: 'Sigma',
        unit: 'px',
        min: 0.3,
        max: 8,
        step: 0.1,
        initial: (size) => longSide(size) / 4,
      },
      { id: 'aspect', name: 'Aspect', unit: '', min: 0.2, max: 2, step: 0.05, initial: () => 1 },
    ],
  ),
  preset(
    'haar',
    'Haar wavelet',
    'One half minus the other: the coarsest difference that a wavelet transform keeps.',
    (height, width, read) => {
      const band = Math.round(read('band'))
      return outer(haarTaps(height, band >= 2), haarTaps(width, band % 2 === 1))
    },
    [BANDS],
  ),
  preset(
    'dct',
    'DCT wave',
    'One cosine of the discrete cosine transform, as JPEG cuts its blocks into.',
    (height, width, read) =>
      outer(cosineTaps(height, read('vertical')), cosineTaps(width, read('horizontal'))),
    [frequency('vertical', 'Vertical frequency', 1), frequency('horizontal', 'Horizontal frequency', 2)],
  ),
]
