import { MAX_SPAN } from '../limits.ts'
import { poolInfo, type PoolLayer } from '../pool.ts'
import { checkSteps } from './check-steps.ts'
import type { LayerKind } from './kind.ts'

const POOL: Omit<LayerKind<PoolLayer>, 'name'> = {
  outputShape: (input, layer) => poolInfo(input, layer).output,
  window: (input, layer) => ({ ...poolInfo(input, layer), paddingMode: 'zeros' }),
  checkLimits(layer, check) {
    check(layer.kernelSize, 'kernelSize', 'Kernel size', MAX_SPAN)
    checkSteps(layer, check)
  },
}

/** torch.nn.MaxPool2d */
export const MAX_POOL: LayerKind<PoolLayer> = { name: 'MaxPool2d', ...POOL }
/** torch.nn.AvgPool2d */
export const AVG_POOL: LayerKind<PoolLayer> = { name: 'AvgPool2d', ...POOL }
