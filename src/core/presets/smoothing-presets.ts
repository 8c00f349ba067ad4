import { amount, angle, preset, readParameter, type Parameter, type Preset } from './preset.ts'
import { binomial, combine, constant, gaussianTaps, impulse, outer, plane } from './stencils.ts'
import { kernelCentre } from '../bank/bank.ts'
import { kaimingUniform } from '../bank/kernel-ops.ts'

const SIGMA: Parameter = {
  id: 'sigma',
  name: 'Sigma',
  unit: 'px',
  min: 0,
  max: 5,
  step: 0.05,
  initial: () => 0,
  zero: 'binomial',
}

const SEED: Parameter = { id: 'seed', name: 'Seed', unit: '', min: 0, max: 999, step: 1, initial: () => 7 }

const identity = (h: number, w: number) => outer(impulse(h), impulse(w))

/** A Gaussian of this sigma, sampled and scaled to sum 1; 0: binomial coefficients, which tend to one. */
const gaussian = (h: number, w: number, sigma: number) =>
  sigma === 0 ? outer(binomial(h), binomial(w)) : outer(gaussianTaps(h, sigma), gaussianTaps(w, sigma))

/** A line of the kernel's length through its centre, anti-aliased over one pixel; sum 1. */
function line(height: number, width: number, degrees: number): Float32Array {
  const [cos, sin] = direction(degrees)
  const values = plane(height, width, (y, x) => {
    const across = (y - kernelCentre(height)) * cos - (x - kernelCentre(width)) * sin
    return Math.max(0, 1 - Math.abs(across))
  })
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map((value) => value / sum)
}

/** Cosine and sine of an angle in degrees, exact on the axes. */
function direction(degrees: number): readonly [cos: number, sin: number] {
  const radians = (degrees * Math.PI) / 180
  const exact = (value: number) => (Math.abs(value) < 1e-12 ? 0 : value)
  return [exact(Math.cos(radians)), exact(Math.sin(radians))]
}

/** Blurs, what is made of them, and what passes the picture on. Box, Gaussian and unsharp as commonly listed. */
export const SMOOTHING: readonly Preset[] = [
  preset('identity', 'Identity', 'Passes the channel on unchanged.', identity),
  preset('box', 'Box blur', 'The plain mean of the neighbourhood.', (h, w) =>
    outer(constant(h, 1 / h), constant(w, 1 / w)),
  ),
  preset(
    'gaussian',
    'Gaussian blur',
    'A soft mean: near pixels count more than far ones.',
    (h, w, read) => gaussian(h, w, read('sigma')),
    [SIGMA],
  ),
  preset(
    'motion-blur',
    'Motion blur',
    'The mean along a line, as if the camera had moved that way.',
    (h, w, read) => line(h, w, read('angle')),
    [angle(45)],
  ),
  preset(
    'unsharp',
    'Unsharp mask',
    'The picture plus what a Gaussian blur takes away from it.',
    (h, w, read) => {
      const by = read('amount')
      return combine([1 + by, identity(h, w)], [-by, gaussian(h, w, read('sigma'))])
    },
    [amount, SIGMA],
  ),
  {
    ...preset(
      'random',
      'Random',
      'The weights of an untrained layer: PyTorch’s initial distribution, the same numbers for the same seed.',
      (height, width, read) =>
        kaimingUniform(
          { height, width, values: new Float32Array(height * width) },
          height * width,
          read(SEED.id),
        ).values,
      [SEED],
    ),
    makeAll: ({ height, width, values }, fanIn, changed) => {
      const seed = readParameter([SEED], SEED.id, changed, [height, width])
      return kaimingUniform({ height, width, values }, fanIn, seed).values
    },
  },
]
