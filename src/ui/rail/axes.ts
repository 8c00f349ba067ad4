import { ShapeError } from '../../core/errors.ts'
import type { Layer } from '../../core/layers/layer.ts'
import type { WindowAxis } from '../../core/layers/window.ts'
import { layerWindow } from '../../core/layers/window-taps.ts'
import type { Shape4 } from '../../core/tensor.ts'

/** The windows of a layer on its input, null where it does not fit: the card of the layer tells that. */
export function axesOf(
  input: Shape4,
  layer: Layer,
): { readonly h: WindowAxis; readonly w: WindowAxis } | null {
  try {
    return layerWindow(input, layer)
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    return null
  }
}
