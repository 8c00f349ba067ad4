import { ShapeError } from '../errors.ts'
import type { CheckSetting } from './kinds/kind.ts'
import { kindOf } from './kinds/kinds.ts'
import { bankOf, type Layer, type Pipeline } from './layer.ts'
import { checkWeights, MAX_LAYERS } from './limits.ts'

/**
 * Refuse a pipeline that could not be saved and read back. Layers that stand in `before` are taken as they are, and more of
 * something than fits may become less: what older versions kept can still be worked on.
 * @throws ShapeError naming the setting, with the layer's position where one layer is at fault
 */
export function checkLimits(layers: Pipeline, before: Pipeline = []): void {
  if (layers.length > Math.max(MAX_LAYERS, before.length)) {
    throw new ShapeError(`A pipeline has at most ${MAX_LAYERS} layers.`, 'layers')
  }
  layers.forEach((layer, index) => {
    if (!before.includes(layer)) checkLayer(layer, index)
  })
  const weights = weightsOf(layers)
  if (weights > weightsOf(before)) checkWeights(weights)
}

function checkLayer(layer: Layer, index: number): void {
  const check: CheckSetting = (values, field, what, most, least = 1) => {
    const [h, w] = typeof values === 'number' ? [values, values] : values
    if (![h, w].every((value) => Number.isInteger(value) && value >= least && value <= most)) {
      const got = h === w ? h : `${h} × ${w}`
      throw new ShapeError(`${what} is a whole number from ${least} to ${most}, not ${got}.`, field)
    }
  }
  try {
    kindOf(layer).checkLimits?.(layer, check)
  } catch (error) {
    if (error instanceof ShapeError) throw new ShapeError(error.message, error.field, index)
    throw error
  }
}

function weightsOf(layers: Pipeline): number {
  return layers.reduce((sum, layer) => sum + (bankOf(layer)?.weight.data.length ?? 0), 0)
}
