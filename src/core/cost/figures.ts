import type { Cost } from './cost.ts'

/** Floating point operations of a multiply-add: a multiplication and an addition. */
export const FLOPS_PER_MAC = 2

/** What follows from a Cost. */
export interface CostFigures {
  /** 2 x MACs. */
  readonly flops: number
  /** Bytes of the maps that are read and written, each once. */
  readonly activationBytes: number
  /** Bytes of weights and biases. */
  readonly weightBytes: number
  /** Activations and weights together: the least that must be moved. */
  readonly bytes: number
  /** FLOPs per byte moved; 0 for a layer without arithmetic. */
  readonly intensity: number
}

/** FLOPs, bytes and arithmetic intensity of a cost. */
export function costFigures({ macs, bytes }: Cost): CostFigures {
  const flops = FLOPS_PER_MAC * macs
  const activationBytes = bytes.input + bytes.output
  const moved = activationBytes + bytes.weight
  return {
    flops,
    activationBytes,
    weightBytes: bytes.weight,
    bytes: moved,
    intensity: moved === 0 ? 0 : flops / moved,
  }
}

/**
 * Layers run one after another: everything adds up. A map between two layers counts twice, written by one and read by the
 * next.
 */
export function totalCost(costs: readonly Cost[]): Cost {
  const sum = (of: (cost: Cost) => number) => costs.reduce((total, cost) => total + of(cost), 0)
  return {
    parameters: { weight: sum((c) => c.parameters.weight), bias: sum((c) => c.parameters.bias) },
    macs: sum((c) => c.macs),
    bytes: {
      input: sum((c) => c.bytes.input),
      output: sum((c) => c.bytes.output),
      weight: sum((c) => c.bytes.weight),
    },
  }
}
