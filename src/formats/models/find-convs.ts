import { MAX_CHANNELS, MAX_KERNEL } from '../../core/layers/limits.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { asOIHW, axisOrder, biasBeside, weightName, type WeightName } from './conv-names.ts'
import { gather } from './dtypes.ts'
import { matchNorms } from './find-norms.ts'
import type { FindOptions, WeightFound } from './found-weight.ts'
import type { StoredConv, StoredTensor } from './open-model.ts'
import { isReadable } from './stored-tensors.ts'

/**
 * The convolutions among tensors, by their names and shapes: what is named as a weight and has four axes, or, where nothing is,
 * every array of four axes.
 */
export function findConvs(
  tensors: readonly StoredTensor[],
  options: FindOptions,
): { convs: StoredConv[]; notes: string[] } {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  const isWeight = ({ name, shape }: StoredTensor) => shape.length === 4 && weightName(name) !== null
  const hasWeights = tensors.some(isWeight)
  const names = new Set<string>()
  let tooLarge = 0
  const found = tensors.flatMap((tensor, index): WeightFound[] => {
    if (!isReadable(tensor) || tensor.shape.includes(0)) return []
    const isConv = hasWeights ? isWeight(tensor) : tensor.shape.length === 4
    const mayBeKernel = options.kernels && !hasWeights
    const shape = isConv ? shape4(tensor.shape) : mayBeKernel ? kernelShape(tensor, byName) : null
    if (shape === null) return []
    const conv = convOf(tensor, shape, index, byName, options)
    if (!fits(conv.weightShape)) {
      tooLarge += 1
      return []
    }
    // two weights of one module, such as its `weight` and a `kernel`
    const name = names.has(conv.name) ? tensor.name : conv.name
    names.add(name)
    return [{ ...conv, name }]
  })
  const convs = matchNorms(found, tensors, byName, options)
  const notes = [...(tooLarge > 0 ? [tooLargeNote(tooLarge)] : []), ...orderNote(found)]
  return { convs, notes }
}

function convOf(
  tensor: StoredTensor,
  shape: Shape4,
  index: number,
  byName: ReadonlyMap<string, StoredTensor>,
  { facts }: FindOptions,
): WeightFound {
  const name = weightName(tensor.name)
  const order = tensor.shape.length === 4 ? axisOrder(name, shape) : 'OIHW'
  const { shape: weightShape, strides } = asOIHW(order, shape)
  const base = name?.base ?? tensor.name
  const known = facts?.(base)
  const bias = biasOf(tensor, name, weightShape, byName)
  const isTransposed = known?.transposed ?? (bias !== null && bias.shape[0] !== weightShape[0])
  const groups =
    order === 'HWCM' ? shape[2] : isTransposed && bias ? (bias.shape[0] ?? 0) / weightShape[1] : null
  return {
    name: base,
    weightShape,
    hasBias: bias !== null,
    settings: { ...(groups === null ? {} : { groups }), ...known?.settings },
    ...(isTransposed ? { transposed: true } : {}),
    ...(isTransposed && known?.outputPadding ? { outputPadding: known.outputPadding } : {}),
    source: tensor,
    async weight() {
      const values = await tensor.read()
      return order === 'OIHW' ? values : gather(weightShape, strides, 0, (at) => values[at] ?? NaN)
    },
    bias,
    index,
    isTurned: order !== 'OIHW',
  }
}

/** One value for each filter; of a transposed convolution for each channel that it makes, a multiple of its second axis. */
function biasOf(
  { name }: StoredTensor,
  parts: WeightName | null,
  [filters, perGroup]: Shape4,
  byName: ReadonlyMap<string, StoredTensor>,
): StoredTensor | null {
  for (const candidate of parts?.biases ?? biasBeside(name)) {
    const bias = byName.get(candidate)
    const [length = 0, ...rest] = bias?.shape ?? []
    if (!bias || rest.length > 0 || length === 0 || !isReadable(bias)) continue
    if (length === filters || (parts?.order === 'OIHW' && length % perGroup === 0)) return bias
  }
  return null
}

/** (kH, kW) is a kernel over one channel, (I, kH, kW) a filter over I. A weight with a bias for each row is none. */
function kernelShape(
  { name, shape }: StoredTensor,
  byName: ReadonlyMap<string, StoredTensor>,
): Shape4 | null {
  const [height = 0, width = 0] = shape.slice(-2)
  if (height > MAX_KERNEL || width > MAX_KERNEL) return null
  const biases = weightName(name)?.biases ?? biasBeside(name)
  const isLinear = biases.some((bias) => byName.get(bias)?.shape.length === 1)
  if (isLinear || name.endsWith('.weight')) return null
  if (shape.length === 2) return [1, 1, height, width]
  return shape.length === 3 ? [1, shape[0] ?? 0, height, width] : null
}

function shape4(shape: readonly number[]): Shape4 {
  const [a = 0, b = 0, c = 0, d = 0] = shape
  return [a, b, c, d]
}

function fits([filters, channels, height, width]: Shape4): boolean {
  return Math.max(filters, channels) <= MAX_CHANNELS && Math.max(height, width) <= MAX_KERNEL
}

function tooLargeNote(count: number): string {
  const what = count === 1 ? '1 convolution is' : `${count} convolutions are`
  return `${what} left out: more than ${MAX_CHANNELS} channels or a kernel beyond ${MAX_KERNEL} × ${MAX_KERNEL}`
}

function orderNote(found: readonly WeightFound[]): string[] {
  return found.some(({ isTurned }) => isTurned)
    ? ['weights in the order height, width, in, out (as in TensorFlow) turned to out, in, height, width']
    : []
}
