import { MAX_CHANNELS, MAX_KERNEL } from '../../core/layers/limits.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { fitsLayer, valuesOfFilters } from './conv-shape.ts'
import { asOIHW, axisOrder, biasBeside, weightName, type WeightName } from './conv-names.ts'
import { countOf, gather } from './dtypes.ts'
import { matchNorms } from './find-norms.ts'
import type { FindOptions, WeightFound } from './found-weight.ts'
import type { StoredConv, StoredTensor } from './open-model.ts'
import { isReadable } from './stored-tensors.ts'
import { uniqueName } from './unique-name.ts'

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
  const names = new Map<string, number>()
  let tooLarge = 0
  const found = tensors.flatMap((tensor, index): WeightFound[] => {
    if (!isReadable(tensor) || tensor.shape.includes(0)) return []
    const isConv = hasWeights ? isWeight(tensor) : tensor.shape.length === 4
    const mayBeKernel = options.kernels && !hasWeights
    const shape = isConv ? shape4(tensor.shape) : mayBeKernel ? kernelShape(tensor, byName) : null
    if (shape === null) return []
    const conv = convOf(tensor, shape, index, byName, options)
    if (!fitsLayer(conv.weightShape)) {
      tooLarge += 1
      return []
    }
    // two weights of one module, such as its `weight` and a `kernel`
    return [{ ...conv, name: uniqueName(names.has(conv.name) ? tensor.name : conv.name, names) }]
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
  const beside = besideOf(tensor, name, byName)
  const lengths = beside.map((bias) => countOf(bias.shape))
  const order = tensor.shape.length === 4 ? axisOrder(name, shape, lengths) : 'OIHW'
  const { shape: weightShape, strides } = asOIHW(order, shape)
  const base = name?.base ?? tensor.name
  const known = facts?.(base)
  const bias = beside.find((each) => fitsFilters(countOf(each.shape), weightShape, name)) ?? null
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
    async weight(filters) {
      if (order === 'OIHW') return tensor.read(valuesOfFilters(weightShape, filters))
      const values = await tensor.read()
      const [all, ...each] = weightShape
      return gather([filters ?? all, ...each], strides, 0, (at) => values[at] ?? NaN)
    },
    bias,
    index,
    isTurned: order !== 'OIHW',
  }
}

/** What may be the bias of a weight by its name, and has no more values than a layer has channels. */
function besideOf(
  { name }: StoredTensor,
  parts: WeightName | null,
  byName: ReadonlyMap<string, StoredTensor>,
): StoredTensor[] {
  return (parts?.biases ?? biasBeside(name)).flatMap((candidate) => {
    const bias = byName.get(candidate)
    if (bias?.shape.length !== 1 || !isReadable(bias)) return []
    const count = countOf(bias.shape)
    return count > 0 && count <= MAX_CHANNELS ? [bias] : []
  })
}

/**
 * Whether a bias has a value for each filter; of a transposed convolution, PyTorch's alone, for each channel that it makes: those
 * of a group, `perGroup`, as often as groups divide its filters.
 */
function fitsFilters(count: number, [filters, perGroup]: Shape4, parts: WeightName | null): boolean {
  const groups = count / perGroup
  return count === filters || (parts?.order === 'OIHW' && Number.isInteger(groups) && filters % groups === 0)
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

function tooLargeNote(count: number): string {
  const what = count === 1 ? '1 convolution is' : `${count} convolutions are`
  return `${what} left out: more than ${MAX_CHANNELS} channels or a kernel beyond ${MAX_KERNEL} × ${MAX_KERNEL}`
}

function orderNote(found: readonly WeightFound[]): string[] {
  return found.some(({ isTurned }) => isTurned)
    ? ['weights in the order height, width, in, out (as in TensorFlow) turned to out, in, height, width']
    : []
}
