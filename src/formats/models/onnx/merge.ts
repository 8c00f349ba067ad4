import { bankOf, type FilterBank, type Layer, type PadParams } from '../../../core/layers/layer.ts'
import type { Shape4 } from '../../../core/tensor.ts'
import { foldNorm, scaleShift } from '../batch-norm.ts'
import type { ChainChoice } from '../model-file.ts'
import { planned, type Planned } from './planned.ts'

/**
 * A step onto the end of others; two that are one layer to PyTorch become one where nothing is changed by that.
 * @param start shape of the chain's input
 */
export function joined(
  steps: readonly Planned[],
  step: Planned,
  start: Shape4,
  batchNorm: ChainChoice['batchNorm'],
): Planned[] {
  const [before, last] = [steps.slice(0, -1), steps.at(-1)]
  const input = before.at(-1)?.output ?? start
  const one = last && (batchNorm === 'fold' ? folded(last, step) : null)
  const merged =
    last &&
    (one ?? asOnePad(input, last, step) ?? asPaddedConv(input, last, step) ?? asOneAffine(input, last, step))
  return merged ? [...before, withNodeAndNote(merged, last, step)] : [...steps, step]
}

function withNodeAndNote(merged: Planned, last: Planned, step: Planned): Planned {
  const { node } = bankOf(last.layer) === null ? step : last
  const note = last.note ?? step.note
  return { ...merged, ...(node ? { node } : {}), ...(note === undefined ? {} : { note }) }
}

/** A convolution with the BatchNorm behind it. */
function folded(last: Planned, { norm: found, output, tensors }: Planned): Planned | null {
  const { layer } = last
  if (found === undefined || bankOf(layer) === null) return null
  const withBank = (each: Layer, of: (bank: FilterBank) => FilterBank): Layer =>
    each.type === 'conv2d' || each.type === 'convTranspose2d' ? { ...each, bank: of(each.bank) } : each
  return {
    output,
    weights: last.weights,
    tensors: [...last.tensors, ...tensors],
    layer: withBank(layer, (bank) => ({ ...bank, bias: new Float32Array(output[1]) })),
    async read() {
      const [values, norm] = [await last.read(), await scaleShift(found.norm, found.eps)]
      return withBank(values, (bank) => foldNorm(bank, norm))
    },
  }
}

/** Rows are padded by one, columns by the other. */
function asOnePad(input: Shape4, { layer: first }: Planned, { layer: second }: Planned): Planned | null {
  if (first.type !== 'pad' || second.type !== 'pad') return null
  if (first.mode !== second.mode || !Object.is(first.value, second.value)) return null
  const axes = ({ padding: [left, right, top, bottom] }: PadParams) =>
    [left !== 0 || right !== 0, top !== 0 || bottom !== 0] as const
  const [columns, rows] = axes(first)
  const [otherColumns, otherRows] = axes(second)
  if ((columns && otherColumns) || (rows && otherRows)) return null
  const [left, right, top, bottom] = first.padding
  const [l, r, t, b] = second.padding
  return planned(input, { ...first, padding: [left + l, right + r, top + t, bottom + b] })
}

/** Padding of a Conv2d itself: equal on both sides, filled as Conv2d can. */
function asPaddedConv(
  input: Shape4,
  { layer: pad }: Planned,
  { layer, read, tensors }: Planned,
): Planned | null {
  if (pad.type !== 'pad' || layer.type !== 'conv2d' || !Object.is(pad.value, 0)) return null
  const [left, right, top, bottom] = pad.padding
  const { padding } = layer.bank.params
  if (left !== right || top !== bottom || left < 0 || top < 0) return null
  if (typeof padding === 'string' || padding[0] !== 0 || padding[1] !== 0) return null
  const padded = (each: Layer): Layer =>
    each.type === 'conv2d'
      ? {
          ...each,
          bank: {
            ...each.bank,
            params: { ...each.bank.params, padding: [top, left], paddingMode: pad.mode },
          },
        }
      : each
  return planned(input, padded(layer), async () => padded(await read()), tensors)
}

/** A multiplication and the addition behind it. */
function asOneAffine(input: Shape4, last: Planned, step: Planned): Planned | null {
  if (last.only !== 'scale' || step.only !== 'shift') return null
  const read = async (): Promise<Layer> => {
    const [scaling, shifting] = [await last.read(), await step.read()]
    if (scaling.type !== 'affine' || shifting.type !== 'affine') throw new TypeError('no affine layers')
    return { ...scaling, shift: shifting.shift }
  }
  return planned(input, step.layer, read, [...last.tensors, ...step.tensors])
}
