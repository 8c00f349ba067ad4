import { createBank } from '../../../src/core/bank/bank.ts'
import type { Conv2dParams, Layer } from '../../../src/core/layers/layer.ts'
import { seededRandom } from '../../../src/core/random.ts'
import { DEFAULT_INPUT, type FilterbankDocument, type Photo } from '../../../src/state/document/document.ts'

/** A Conv2d that passes channels on, with padding that keeps 3 x 3 kernels in size. */
export function conv(inChannels: number, outChannels: number, params: Partial<Conv2dParams> = {}): Layer {
  return { type: 'conv2d', bank: createBank(inChannels, outChannels, [3, 3], { padding: [1, 1], ...params }) }
}

/** A small document: 3 -> 8, ReLU, 8 -> 16 in 4 groups. */
export function smallDocument(changes: Partial<FilterbankDocument> = {}): FilterbankDocument {
  return {
    name: 'small',
    photo: null,
    input: DEFAULT_INPUT,
    resolution: 1024,
    layers: [conv(3, 8), { type: 'relu' }, conv(8, 16, { groups: 4 })],
    ...changes,
  }
}

/** A photo of no real bytes. */
export function photo(name: string): Photo {
  return { file: new Blob([name]), name, width: 6, height: 4 }
}

/** The small document with another number in every place, and filters named by letter. */
export function randomDocument(seed = 1, letter = 'f'): FilterbankDocument {
  const random = seededRandom(seed)
  const document = smallDocument()
  const layers = document.layers.map((layer): Layer => {
    if (layer.type !== 'conv2d') return layer
    const { bank } = layer
    const data = bank.weight.data.map(() => 2 * random() - 1)
    const names = bank.names.map((_, filter) => `${letter}${filter} of ${bank.names.length}`)
    return { type: 'conv2d', bank: { ...bank, weight: { ...bank.weight, data }, names } }
  })
  return { ...document, layers }
}
