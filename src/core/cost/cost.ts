import { conv2dInfo } from '../layers/conv2d.ts'
import type { Conv2dParams, Layer, Pipeline } from '../layers/layer.ts'
import { kindOf } from '../layers/kinds/kinds.ts'
import { pipelineShapes } from '../layers/pipeline.ts'
import { elementCount, type Shape4 } from '../tensor.ts'

/** What a layer costs on an input: an arithmetic count, not a time. */
export interface Cost {
  /** Numbers that training would learn. */
  readonly parameters: { readonly weight: number; readonly bias: number }
  /** Multiply-adds; 2 FLOPs each. */
  readonly macs: number
  /** Bytes, fp32, that must be read (input, weight with bias) and written (output) once at least. */
  readonly bytes: { readonly input: number; readonly output: number; readonly weight: number }
}

/** How the channels of a Conv2d are connected. */
export type GroupKind = 'dense' | 'grouped' | 'depthwise'

const BYTES = Float32Array.BYTES_PER_ELEMENT

/**
 * Cost of one layer on an input of shape (N, C, H, W).
 * Conv2d: parameters C_out * C_in/groups * kH * kW, and C_out with a bias;
 * MACs N * H_out * W_out * C_out * C_in/groups * kH * kW (taps on padding count, as is usual).
 * ConvTranspose2d: N * H * W of its input times its weights.
 * affine: scale and shift, one MAC for each value. PReLU: its weights. Other layers: neither parameters nor MACs.
 * @throws ShapeError when the layer does not fit the input
 */
export function layerCost(input: Shape4, layer: Layer): Cost {
  const kind = kindOf(layer)
  const output = kind.outputShape(input, layer)
  const { weight, bias } = kind.learned?.(layer) ?? { weight: 0, bias: 0 }
  return cost(input, output, weight, bias, kind.macs?.(output, layer, input) ?? 0)
}

/**
 * Cost of each layer of a pipeline, in order.
 * @throws ShapeError with the layer's position
 */
export function pipelineCost(input: Shape4, layers: Pipeline): Cost[] {
  const shapes = [input, ...pipelineShapes(input, layers)]
  return layers.map((layer, index) => layerCost(shapes[index] ?? input, layer))
}

/** groups = 1 is dense, groups = C_in depthwise; a layer of one channel is dense. */
export function groupKind(inChannels: number, groups: number): GroupKind {
  if (groups === 1) return 'dense'
  return groups === inChannels ? 'depthwise' : 'grouped'
}

/**
 * Cost of a Conv2d by its shapes alone: as layerCost, without weights.
 * @throws ShapeError when the weight's shape and the settings do not fit the input
 */
export function conv2dCost(
  input: Shape4,
  weight: Shape4,
  bank: { readonly bias: { readonly length: number } | null; readonly params: Conv2dParams },
): Cost {
  const { output } = conv2dInfo(input, weight, bank.params)
  const weights = elementCount(weight)
  const macs = output[0] * output[2] * output[3] * weights
  return cost(input, output, weights, bank.bias?.length ?? 0, macs)
}

function cost(input: Shape4, output: Shape4, weight: number, bias: number, macs: number): Cost {
  return {
    parameters: { weight, bias },
    macs,
    bytes: {
      input: BYTES * elementCount(input),
      output: BYTES * elementCount(output),
      weight: BYTES * (weight + bias),
    },
  }
}
