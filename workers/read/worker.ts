import * as Comlink from 'comlink'
import type { StartedReadWorker } from './api.ts'
import * as readers from '../../src/formats/readers.ts'
import type { Pipeline } from '../../src/core/layers/layer.ts'
import { arraysOf } from '../../src/core/layers/layer-arrays.ts'

/** Weights are large: they are handed over, not copied. */
function weightsOf(layers: Pipeline): ArrayBufferLike[] {
  return layers.flatMap(arraysOf).map(({ buffer }) => buffer)
}

function sent<T>(value: T, buffers: readonly ArrayBufferLike[]): T {
  return Comlink.transfer(
    value,
    buffers.filter((buffer) => buffer instanceof ArrayBuffer),
  )
}

const worker: StartedReadWorker = {
  started: () => true,
  async filters(file) {
    const found = await readers.filters(file)
    return 'bank' in found ? sent(found, weightsOf(found.bank.layers)) : found
  },
  async project(file) {
    const project = await readers.project(file)
    return sent(project, weightsOf(project.bank.layers))
  },
  async link(hash) {
    const content = await readers.link(hash)
    return sent(content, weightsOf(content.bank.layers))
  },
  async layers(text) {
    const bank = await readers.layers(text)
    return sent(bank, weightsOf(bank.layers))
  },
  async numbers(text) {
    const numbers = await readers.numbers(text)
    return sent(numbers, [numbers.values.buffer])
  },
  async modelPictures(file, names) {
    const pictures = await readers.modelPictures(file, names)
    return sent(
      pictures,
      pictures.map(({ values }) => values.buffer),
    )
  },
  async modelLayers(file, choices) {
    const taken = await readers.modelLayers(file, choices)
    return sent(taken, weightsOf(taken.layers))
  },
  async modelChain(file, choice) {
    const taken = await readers.modelChain(file, choice)
    return sent(taken, weightsOf(taken.layers))
  },
}
Comlink.expose(worker)
