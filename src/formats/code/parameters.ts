import { toTransposedWeight } from '../../core/layers/conv-transpose2d.ts'
import { bankOf, type Layer } from '../../core/layers/layer.ts'
import { nestedLists } from '../python-text.ts'

/** Weights and biases of a layer that are written into a program; more are loaded from the exported file. */
const MAX_INLINE = 256

/** A tensor of a layer: how programs call it, and its key in a file. */
export interface Parameter {
  readonly key: 'weight' | 'bias' | 'scale' | 'shift'
  readonly values: Float32Array
  readonly shape: readonly number[]
  readonly labels: readonly string[]
}

/** The tensors of a layer as its PyTorch module has them, under the module's own names. */
export function parametersOf(layer: Layer): Parameter[] {
  if (layer.type === 'affine') {
    const shape = [layer.scale.length, 1, 1]
    return [
      { key: 'scale', values: layer.scale, shape, labels: [] },
      { key: 'shift', values: layer.shift, shape, labels: [] },
    ]
  }
  if (layer.type === 'prelu') {
    return [{ key: 'weight', values: layer.weight, shape: [layer.weight.length], labels: [] }]
  }
  const bank = bankOf(layer)
  if (bank === null) return []
  const { bias } = bank
  // PyTorch's weight of a ConvTranspose2d is a list of input channels
  const isTransposed = layer.type === 'convTranspose2d'
  const { data, shape } = isTransposed ? toTransposedWeight(bank) : bank.weight
  const parameter: Parameter = { key: 'weight', values: data, shape, labels: isTransposed ? [] : bank.names }
  return bias === null
    ? [parameter]
    : [parameter, { key: 'bias', values: bias, shape: [bias.length], labels: [] }]
}

/** Whether a layer has more numbers than a program holds. */
export function isLarge(layer: Layer): boolean {
  return parametersOf(layer).reduce((count, { values }) => count + values.length, 0) > MAX_INLINE
}

/** The numbers of a parameter as nested lists; those of a shape (C, 1, 1) as one list, to be reshaped by `reshapeOf`. */
export function listsOf({ values, shape, labels }: Parameter): string {
  return nestedLists(values, shape.length === 3 ? [values.length] : shape, labels)
}

/** What gives an array of `listsOf`, or of what a bank's JSON has, the shape of the parameter; '' where it has it. */
export function reshapeOf({ shape }: Parameter): string {
  return shape.length === 3 ? '.reshape(-1, 1, 1)' : ''
}
