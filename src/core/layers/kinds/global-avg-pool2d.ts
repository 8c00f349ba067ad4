import { ShapeError } from '../../errors.ts'
import { readingAxis } from '../window.ts'
import type { LayerKind, LayerOf } from './kind.ts'

/** torch.nn.AdaptiveAvgPool2d(1), ONNX's GlobalAveragePool: the mean of every map. */
export const GLOBAL_AVG_POOL: LayerKind<LayerOf<'globalAvgPool2d'>> = {
  name: 'GlobalAvgPool2d',
  outputShape([n, channels, height, width]) {
    if (channels < 1 || height < 1 || width < 1) {
      throw new ShapeError(
        'adaptive_avg_pool2d(): Expected input to have non-zero size for non-batch dimensions, ' +
          `but input has sizes [${[n, channels, height, width].join(', ')}]`,
        'input',
      )
    }
    return [n, channels, 1, 1]
  },
  window([, , height, width]) {
    const axis = (size: number) =>
      readingAxis(size, 1, { of: () => Array.from({ length: size }, (_, i) => i), period: null })
    return { h: axis(height), w: axis(width), paddingMode: 'zeros' }
  },
}
