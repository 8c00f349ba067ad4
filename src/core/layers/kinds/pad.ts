import { ShapeError } from '../../errors.ts'
import { MAX_SPAN } from '../limits.ts'
import { padPlacement, padShape, padWindow } from '../pad.ts'
import type { LayerKind, LayerOf } from './kind.ts'

/** torch.nn.functional.pad; torch.nn.ZeroPad2d and its like are it. */
export const PAD: LayerKind<LayerOf<'pad'>> = {
  name: 'Pad',
  outputShape: padShape,
  window: padWindow,
  placement: padPlacement,
  checkLimits({ padding, value, mode }, check) {
    for (const side of padding) check(side, 'padding', 'Padding', MAX_SPAN, -MAX_SPAN)
    if (mode !== 'zeros' && value !== 0) {
      throw new ShapeError(`Padding mode "${mode}" doesn't take in value argument`, 'padding')
    }
  },
}
