import type { Step } from '../../kernels/run/step.ts'
import { convSteps } from './conv-steps.ts'
import { haloSteps } from './halo-steps.ts'
import type { LayerWork } from './layer-work.ts'
import { pointwiseCode } from './pointwise-code.ts'
import { pointwiseStep } from './pointwise-step.ts'
import { meanStep, movedStep } from './moved-step.ts'
import { poolStep } from './pool-step.ts'

/** The steps that compute the maps of `planes.outputs`. Layers that pass maps on have none. */
export function layerSteps(work: LayerWork): Step[] {
  if (work.planes.outputs.length === 0) return []
  const { layer } = work.plan
  switch (layer.type) {
    case 'conv2d':
    case 'convTranspose2d':
      return [...haloSteps(work), ...convSteps(work)]
    case 'maxPool2d':
    case 'avgPool2d':
      return [...haloSteps(work), poolStep(work, layer)]
    case 'channelShuffle':
    case 'identity':
      return []
    case 'globalAvgPool2d':
      return [meanStep(work)]
    case 'pad':
    case 'upsample':
    case 'pixelShuffle':
    case 'pixelUnshuffle':
      return [movedStep(work)]
    default:
      return [pointwiseStep(work, pointwiseCode(layer))]
  }
}
