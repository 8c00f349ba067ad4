import { elementCount } from '../../tensor.ts'
import { transposedAsConv2d, transposedInfo, transposedReads, turned } from '../conv-transpose2d.ts'
import { inChannelsOf } from '../conv2d.ts'
import type { FilterBank } from '../layer.ts'
import { MAX_SPAN } from '../limits.ts'
import { checkEnlarged } from './check-enlarged.ts'
import { checkBankLimits } from './conv2d.ts'
import type { LayerKind, LayerOf } from './kind.ts'

/** torch.nn.ConvTranspose2d. How it follows its channels stands with the edits of banks. */
export const CONV_TRANSPOSE2D: LayerKind<LayerOf<'convTranspose2d'>> = {
  name: 'ConvTranspose2d',
  outputShape: (input, layer) => checkEnlarged(input, transposedInfo(input, layer).output, 'stride'),
  window(input, layer) {
    CONV_TRANSPOSE2D.outputShape(input, layer)
    const { h, w } = transposedInfo(input, layer)
    return { h: transposedReads(h), w: transposedReads(w), paddingMode: 'zeros' }
  },
  asConv2d(input, layer) {
    CONV_TRANSPOSE2D.outputShape(input, layer)
    const { bank } = layer
    return {
      info: transposedAsConv2d(transposedInfo(input, layer), bank),
      bank: turnedBank(bank),
      spread: bank.params.stride,
    }
  },
  learned: ({ bank }) => ({ weight: elementCount(bank.weight.shape), bias: bank.bias?.length ?? 0 }),
  // every element of the input meets every weight of its group once; what is cut off counts, as taps on padding do
  macs: (_, { bank }, [n, , height, width]) => n * height * width * elementCount(bank.weight.shape),
  channels: ({ bank }) => inChannelsOf(bank),
  outChannels: (_, { bank }) => bank.weight.shape[0],
  checkLimits({ bank, outputPadding }, check) {
    checkBankLimits(bank, check)
    check(outputPadding, 'outputPadding', 'Output padding', MAX_SPAN, 0)
  },
}

/** Filters turned, by what they were: kept, as packed weights are kept by the bank that they are of. */
const turnedBanks = new WeakMap<FilterBank, FilterBank>()

function turnedBank(bank: FilterBank): FilterBank {
  const known = turnedBanks.get(bank) ?? turned(bank)
  turnedBanks.set(bank, known)
  return known
}
