import type { BankDocument } from '../../../core/layers/layer.ts'
import type { Pair } from '../../../core/tensor.ts'
import { skeletonText, stateDict } from '../own-pipeline.ts'
import { addLayer } from './layer-nodes.ts'
import { writeModel } from './model-writer.ts'
import { NodeWriter } from './node-writer.ts'
import { OWN_KEY } from '../own-key.ts'

/** The first version of ONNX's operators that has all of ours: Pad with mode wrap (19), Gelu (20). */
export const OPSET = 20

/**
 * A pipeline as an ONNX model that any runtime of opset 20 computes: input `input` (N, 3, H, W), output `output`. Weights are
 * initializers under the names of a state_dict (`0.weight`, `0.bias`, ...); the rest of the pipeline stands in the metadata, so that
 * it reads back as it was.
 * @param channels of the input @param size rows and columns of the input; null leaves them open
 */
export function writeOnnx(bank: BankDocument, channels: number, size: Pair | null): Uint8Array<ArrayBuffer> {
  const writer = new NodeWriter('input', channels)
  bank.layers.forEach((layer, i) => {
    addLayer(writer, layer, `${i}`)
  })
  const [height, width] = size ?? ['height', 'width']
  return writeModel({
    opset: OPSET,
    name: bank.name === '' ? 'filterbank' : bank.name,
    nodes: writer.finished('output'),
    tensors: [
      ...stateDict(bank).map(({ name, shape, values }) => ({ name, shape, data: values })),
      ...writer.tensors,
    ],
    inputs: [{ name: 'input', shape: ['batch', channels, height, width] }],
    outputs: [{ name: 'output', shape: ['batch', 'channels', 'rows', 'columns'] }],
    metadata: { [OWN_KEY]: skeletonText(bank) },
  })
}
