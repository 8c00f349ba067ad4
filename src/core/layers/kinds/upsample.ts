import { ShapeError } from '../../errors.ts'
import { MAX_SCALE } from '../limits.ts'
import { nearestPlacement, upsampleInfo, upsampleShape } from '../upsample.ts'
import { checkEnlarged } from './check-enlarged.ts'
import type { LayerKind, LayerOf } from './kind.ts'

/** torch.nn.Upsample */
export const UPSAMPLE: LayerKind<LayerOf<'upsample'>> = {
  name: 'Upsample',
  outputShape: (input, layer) => checkEnlarged(input, upsampleShape(input, layer), 'scaleFactor'),
  window(input, layer) {
    UPSAMPLE.outputShape(input, layer)
    return { ...upsampleInfo(input, layer), paddingMode: 'zeros' }
  },
  placement(input, layer) {
    const { rows, columns } = upsampleInfo(input, layer)
    return layer.mode === 'nearest' ? nearestPlacement(rows, columns) : null
  },
  blend: (input, layer) => (layer.mode === 'bilinear' ? upsampleInfo(input, layer) : null),
  checkLimits({ scaleFactor }) {
    if (!scaleFactor.every((scale) => scale > 0 && scale <= MAX_SCALE)) {
      const got = scaleFactor.join(' × ')
      throw new ShapeError(`Scale factor is above 0 and at most ${MAX_SCALE}, not ${got}.`, 'scaleFactor')
    }
  },
}
