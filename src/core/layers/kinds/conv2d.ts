import { elementCount } from '../../tensor.ts'
import { checkBank, conv2dInfo, inChannelsOf } from '../conv2d.ts'
import { checkName, MAX_CHANNELS, MAX_KERNEL } from '../limits.ts'
import { checkSteps } from './check-steps.ts'
import type { FilterBank } from '../layer.ts'
import type { CheckSetting, LayerKind, LayerOf } from './kind.ts'

/** torch.nn.Conv2d. How it follows its channels stands with the edits of banks. */
export const CONV2D: LayerKind<LayerOf<'conv2d'>> = {
  name: 'Conv2d',
  outputShape(input, { bank }) {
    checkBank(bank)
    return conv2dInfo(input, bank.weight.shape, bank.params).output
  },
  window: (input, { bank }) => conv2dInfo(input, bank.weight.shape, bank.params),
  learned: ({ bank }) => ({ weight: elementCount(bank.weight.shape), bias: bank.bias?.length ?? 0 }),
  // taps on padding count, as is usual
  macs: ([n, , height, width], { bank }) => n * height * width * elementCount(bank.weight.shape),
  channels: ({ bank }) => inChannelsOf(bank),
  outChannels: (_, { bank }) => bank.weight.shape[0],
  checkLimits: ({ bank }, check) => {
    checkBankLimits(bank, check)
  },
}

/** Refuse filters that could not be saved and read back. @throws ShapeError */
export function checkBankLimits({ weight, params, names }: FilterBank, check: CheckSetting): void {
  const [outChannels, perGroup, height, width] = weight.shape
  check(outChannels, 'outChannels', 'The number of filters', MAX_CHANNELS)
  check(perGroup * params.groups, 'inChannels', 'The number of input channels', MAX_CHANNELS)
  check([height, width], 'kernelSize', 'Kernel size', MAX_KERNEL)
  checkSteps(params, check)
  for (const name of names) checkName(name)
}
