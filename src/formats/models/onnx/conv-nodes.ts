import type { ConvTranspose2dLayer, Conv2dLayer, FilterBank, Sides } from '../../../core/layers/layer.ts'
import type { AttributeValue } from './model-writer.ts'
import type { NodeWriter } from './node-writer.ts'
import { addPad } from './pad-nodes.ts'

/** Conv; padding that is not of zeros is a Pad before it. */
export function addConv(writer: NodeWriter, { bank }: Conv2dLayer, name: string): void {
  const [left, right, top, bottom] = sidesOf(bank)
  const { paddingMode } = bank.params
  const isOwn = paddingMode === 'zeros'
  if (!isOwn) addPad(writer, { padding: [left, right, top, bottom], mode: paddingMode, value: 0 })
  writer.add('Conv', parameters(bank, name), {
    ...settings(bank),
    pads: isOwn ? [top, left, bottom, right] : [0, 0, 0, 0],
  })
  writer.channels = bank.weight.shape[0]
}

/**
 * ConvTranspose. Runtimes take output padding below the stride alone; PyTorch takes more below the dilation: rows and columns that no
 * element reaches. They are less padding behind, then zeros, and the bias is added to all.
 */
export function addConvTranspose(
  writer: NodeWriter,
  { bank, outputPadding }: ConvTranspose2dLayer,
  name: string,
): void {
  const [left, right, top, bottom] = sidesOf(bank)
  const { stride } = bank.params
  writer.channels = bank.weight.shape[0]
  const isUsual = outputPadding[0] < stride[0] && outputPadding[1] < stride[1]
  if (isUsual) {
    const pads = [top, left, bottom, right]
    writer.add('ConvTranspose', parameters(bank, name), {
      ...settings(bank),
      pads,
      output_padding: outputPadding,
    })
    return
  }
  const [below, beside] = [bottom - outputPadding[0], right - outputPadding[1]]
  const pads = [top, left, Math.max(0, below), Math.max(0, beside)]
  writer.add('ConvTranspose', [`${name}.weight`], { ...settings(bank), pads })
  addPad(writer, { padding: [0, Math.max(0, -beside), 0, Math.max(0, -below)], mode: 'zeros', value: 0 })
  if (bank.bias === null) return
  writer.add('Add', [writer.aside('Reshape', [`${name}.bias`, writer.ints(bank.bias.length, 1, 1)])])
}

function parameters({ bias }: FilterBank, name: string): string[] {
  return bias === null ? [`${name}.weight`] : [`${name}.weight`, `${name}.bias`]
}

function settings({
  weight,
  params: { stride, dilation, groups },
}: FilterBank): Record<string, AttributeValue> {
  const [, , height, width] = weight.shape
  return { kernel_shape: [height, width], strides: stride, dilations: dilation, group: groups }
}

/** 'same' puts the odd pixel behind. */
function sidesOf({ weight, params: { padding, dilation } }: FilterBank): Sides {
  if (padding === 'valid') return [0, 0, 0, 0]
  if (padding !== 'same') return [padding[1], padding[1], padding[0], padding[0]]
  const total = (i: 0 | 1) => dilation[i] * (weight.shape[i === 0 ? 2 : 3] - 1)
  const [h, w] = [total(0), total(1)]
  return [Math.floor(w / 2), Math.ceil(w / 2), Math.floor(h / 2), Math.ceil(h / 2)]
}
