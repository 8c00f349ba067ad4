import { FormatError, ShapeError } from '../../core/errors.ts'
import { fromTransposedWeight, transposedInfo } from '../../core/layers/conv-transpose2d.ts'
import { checkBank } from '../../core/layers/conv2d.ts'
import { channelWords } from '../../core/layers/groups.ts'
import type { BankLayer, Conv2dParams, FilterBank, Layer } from '../../core/layers/layer.ts'
import { MAX_LAYERS, MAX_WEIGHTS } from '../../core/layers/limits.ts'
import { elementCount, type Tensor } from '../../core/tensor.ts'
import { foldNorm, scaleShift } from './batch-norm.ts'
import { channelsOf } from './conv-shape.ts'
import { countOf } from './dtypes.ts'
import type { ConvChoice, TakenLayers } from './model-file.ts'
import type { OpenModel, StoredConv, StoredNorm, StoredTensor } from './open-model.ts'
import { conversionNotes } from './stored-tensors.ts'
import { placeOf, refuse } from './places.ts'

/**
 * The chosen convolutions of an open file as layers, in the order of the choices; nothing else of its values is read.
 * @throws FormatError with the name of the convolution that cannot be taken
 */
export async function takeFrom({ convs }: OpenModel, choices: readonly ConvChoice[]): Promise<TakenLayers> {
  const byName = new Map(convs.map((conv) => [conv.name, conv]))
  const chosen = choices.map((choice) => {
    const conv = byName.get(choice.name)
    if (conv === undefined) throw new FormatError('no such convolution in the file', placeOf(choice.name))
    return { conv, choice }
  })
  checkRoom(chosen)
  const layers: Layer[] = []
  // one after another, so that no more than one tensor is held twice
  for (const { conv, choice } of chosen) layers.push(...(await layersOf(conv, choice)))
  return { layers, notes: conversionNotes(chosen.flatMap(({ conv }) => tensorsOf(conv))) }
}

/** The tensors of a convolution whose numbers are taken. */
export function tensorsOf({ source, bias, norm }: StoredConv): StoredTensor[] {
  return [source, ...(bias ? [bias] : []), ...(norm ? normParts(norm) : [])]
}

function normParts({ runningMean, runningVar, weight, bias }: StoredNorm): StoredTensor[] {
  return [runningMean, runningVar, weight, bias].filter((tensor) => tensor !== null)
}

function checkRoom(chosen: readonly { conv: StoredConv; choice: ConvChoice }[]): void {
  const layers = chosen.reduce((sum, { choice }) => sum + (choice.batchNorm === 'affine' ? 2 : 1), 0)
  if (layers > MAX_LAYERS) throw new FormatError(`${layers} layers: a pipeline has ${MAX_LAYERS} at most`, '')
  const weights = chosen.reduce((sum, { conv }) => sum + elementCount(conv.weightShape), 0)
  if (weights > MAX_WEIGHTS) {
    const [has, most] = [weights, MAX_WEIGHTS].map((count) => count.toLocaleString('en'))
    throw new FormatError(`${has} weights are too many: all layers together hold ${most}`, '')
  }
}

/** A convolution and what is kept of its BatchNorm. */
async function layersOf(conv: StoredConv, { params, batchNorm, eps }: ConvChoice): Promise<Layer[]> {
  const weight: Tensor = { shape: conv.weightShape, data: await conv.weight() }
  const bias = (await conv.bias?.read()) ?? null
  const layer = withShapeErrors(placeOf(conv.name), () => layerOf(conv, weight, bias, params))
  if (conv.norm === null || batchNorm === 'leave') return [layer]
  checkNorm(conv.norm, layer.bank.weight.shape[0])
  if (eps !== undefined && !(eps >= 0)) refuse(`eps of its BatchNorm is 0 or more, not ${eps}`, conv.name)
  const norm = await scaleShift(conv.norm, eps ?? conv.norm.eps)
  if (batchNorm === 'fold') return [{ ...layer, bank: foldNorm(layer.bank, norm) }]
  const [scale, shift] = [Float32Array.from(norm.scale), Float32Array.from(norm.shift)]
  return [layer, { type: 'affine', scale, shift }]
}

/** @throws FormatError where a BatchNorm has not one value for each channel */
function checkNorm(norm: StoredNorm, channels: number): void {
  for (const { name, shape } of normParts(norm)) {
    const count = countOf(shape)
    if (count !== channels) refuse(`has ${count} values for ${channelWords(channels)}`, name)
  }
}

/** @throws ShapeError for settings that do not fit the weight */
function layerOf(
  conv: StoredConv,
  weight: Tensor,
  bias: Float32Array | null,
  params: Conv2dParams,
): BankLayer {
  const { transposed, outputPadding = [0, 0] } = conv
  const { groups } = params
  const [inChannels, outChannels] = channelsOf(conv, groups)
  if (transposed && inChannels % groups !== 0)
    throw new ShapeError('in_channels must be divisible by groups', 'groups')
  const names = Array.from({ length: outChannels }, () => '')
  const filters = transposed ? fromTransposedWeight(weight, groups) : weight
  const bank: FilterBank = { weight: filters, bias, params, names }
  checkBank(bank)
  if (!transposed) return { type: 'conv2d', bank }
  const layer: BankLayer = { type: 'convTranspose2d', bank, outputPadding }
  transposedInfo([1, inChannels, ANY_SIZE, ANY_SIZE], layer)
  return layer
}

/** An image large enough that a layer which fits any image fits this one. */
const ANY_SIZE = 2 ** 20

function withShapeErrors<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof ShapeError) throw new FormatError(error.message, `${place}.${error.field}`)
    throw error
  }
}
