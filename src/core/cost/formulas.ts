import { conv2dInfo } from '../layers/conv2d.ts'
import { costFigures, FLOPS_PER_MAC } from './figures.ts'
import { convCost, type ConvShape } from './variants.ts'
import { elementCount } from '../tensor.ts'

/** A quantity of a Conv2d with the formula it comes from, in letters and with the numbers put in. */
export interface CostFormula {
  readonly quantity:
    | 'weights'
    | 'biases'
    | 'MACs'
    | 'FLOPs'
    | 'activation bytes'
    | 'weight bytes'
    | 'FLOPs per byte'
  readonly letters: string
  readonly numbers: string
  readonly value: number
}

/**
 * The formulas of a Conv2d's cost, in the order of a table.
 * @throws ShapeError when its shapes do not fit
 */
export function costFormulas(conv: ConvShape): CostFormula[] {
  const { output } = conv2dInfo(conv.input, conv.weight, conv.params)
  const cost = convCost(conv)
  const figures = costFigures(cost)
  const { groups } = conv.params
  const [n, inChannels, height, width] = conv.input
  const [outChannels, , kernelHeight, kernelWidth] = conv.weight
  const weights = `${outChannels} · ${inChannels} / ${groups} · ${kernelHeight} · ${kernelWidth}`
  return [
    {
      quantity: 'weights',
      letters: 'C_out · C_in / groups · kH · kW',
      numbers: weights,
      value: cost.parameters.weight,
    },
    {
      quantity: 'biases',
      letters: conv.hasBias ? 'C_out' : 'none',
      numbers: String(cost.parameters.bias),
      value: cost.parameters.bias,
    },
    {
      quantity: 'MACs',
      letters: 'N · H_out · W_out · weights',
      numbers: `${n} · ${output[2]} · ${output[3]} · ${cost.parameters.weight}`,
      value: cost.macs,
    },
    {
      quantity: 'FLOPs',
      letters: `${FLOPS_PER_MAC} · MACs`,
      numbers: `${FLOPS_PER_MAC} · ${cost.macs}`,
      value: figures.flops,
    },
    {
      quantity: 'activation bytes',
      letters: '4 · N · (C_in · H · W + C_out · H_out · W_out)',
      numbers:
        `4 · ${n} · (${inChannels} · ${height} · ${width} + ` +
        `${outChannels} · ${output[2]} · ${output[3]})`,
      value: figures.activationBytes,
    },
    {
      quantity: 'weight bytes',
      letters: '4 · (weights + biases)',
      numbers: `4 · (${cost.parameters.weight} + ${cost.parameters.bias})`,
      value: figures.weightBytes,
    },
    {
      quantity: 'FLOPs per byte',
      letters: 'FLOPs / (activation bytes + weight bytes)',
      numbers: `${figures.flops} / (${figures.activationBytes} + ${figures.weightBytes})`,
      value: figures.intensity,
    },
  ]
}

/** How a tool counts the work of a Conv2d. */
export interface CountingConvention {
  readonly tool: string
  /** What the tool calls the number. */
  readonly calls: string
  /** What it counts for one multiply-add. */
  readonly perMac: 1 | 2
  /** Whether adding the bias counts, as one more for each output value. */
  readonly countsBias: boolean
  readonly letters: string
  /** Where this was read: repository, file, function. */
  readonly source: string
}

const MACS = 'N · H_out · W_out · C_out · C_in / groups · kH · kW'
const MACS_AND_BIAS = 'N · H_out · W_out · C_out · (C_in / groups · kH · kW + 1)'

/** How common tools count: the same layer can differ by a factor of two, and by its biases. */
export const COUNTING_CONVENTIONS: readonly CountingConvention[] = [
  {
    tool: 'ptflops, pytorch backend',
    calls: 'MACs',
    perMac: 1,
    countsBias: true,
    letters: MACS_AND_BIAS,
    source: 'sovrasov/flops-counter.pytorch, ptflops/pytorch_ops.py, conv_flops_counter_hook',
  },
  {
    tool: 'ptflops, aten backend',
    calls: 'MACs',
    perMac: 1,
    countsBias: false,
    letters: MACS,
    source: 'sovrasov/flops-counter.pytorch, ptflops/aten_ops.py, conv_flop_count',
  },
  {
    tool: 'fvcore',
    calls: 'flops',
    perMac: 1,
    countsBias: false,
    letters: MACS,
    source: 'facebookresearch/fvcore, fvcore/nn/jit_handles.py, conv_flop_count',
  },
  {
    tool: 'torchinfo',
    calls: 'mult-adds',
    perMac: 1,
    countsBias: true,
    letters: MACS_AND_BIAS,
    source: 'TylerYep/torchinfo, torchinfo/layer_info.py, calculate_macs',
  },
  {
    tool: 'torch.utils.flop_counter',
    calls: 'FLOPs',
    perMac: 2,
    countsBias: false,
    letters: `2 · ${MACS}`,
    source: 'pytorch/pytorch, torch/utils/flop_counter.py, conv_flop_count',
  },
]

/**
 * The number that a tool of this convention gives for a Conv2d.
 * @throws ShapeError when its shapes do not fit
 */
export function countAs(convention: CountingConvention, conv: ConvShape): number {
  const { output } = conv2dInfo(conv.input, conv.weight, conv.params)
  const bias = convention.countsBias && conv.hasBias ? elementCount(output) : 0
  return convention.perMac * convCost(conv).macs + bias
}
