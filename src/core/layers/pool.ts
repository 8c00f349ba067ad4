import { ShapeError } from '../errors.ts'
import type { Layer } from './layer.ts'
import type { Shape4 } from '../tensor.ts'
import type { WindowAxis } from './window.ts'

/** A max or average pooling layer. */
export type PoolLayer = Extract<Layer, { type: 'maxPool2d' | 'avgPool2d' }>

/** The shapes of a pooling layer. A plane padded to before + size + after contains every window, ceil mode's too. */
export interface PoolInfo {
  readonly output: Shape4
  readonly h: WindowAxis
  readonly w: WindowAxis
}

/**
 * Validate a pooling layer as PyTorch does and derive its shapes; `input` is (N, C, H, W). With ceilMode the size is
 * rounded up, but the last window must start inside the input or its left padding. A kernel without taps is told before
 * what PyTorch makes of its padding.
 * @throws ShapeError with the text of PyTorch 2
 */
export function poolInfo(input: Shape4, layer: PoolLayer): PoolInfo {
  const { kernelSize: k, stride, padding, ceilMode } = layer
  const dilation = layer.type === 'maxPool2d' ? layer.dilation : ([1, 1] as const)
  if (k[0] < 1 || k[1] < 1) {
    throw new ShapeError(
      `kernel size should be greater than zero, but got kH: ${k[0]} kW: ${k[1]}`,
      'kernelSize',
    )
  }
  for (const i of [0, 1] as const) {
    if (stride[i] === 0) throw new ShapeError('stride should not be zero', 'stride')
    if (padding[i] < 0) {
      throw new ShapeError(`pad must be non-negative, but got pad: ${padding[i]}`, 'padding')
    }
    if (padding[i] > Math.trunc(((k[i] - 1) * dilation[i] + 1) / 2)) {
      throw new ShapeError(
        `pad should be at most half of effective kernel size, but got pad=${padding[i]}, ` +
          `kernel_size=${k[i]} and dilation=${dilation[i]}`,
        'padding',
      )
    }
  }
  if (stride[0] < 1 || stride[1] < 1) {
    throw new ShapeError(
      `stride should be greater than zero, but got dH: ${stride[0]} dW: ${stride[1]}`,
      'stride',
    )
  }
  if (dilation[0] < 1 || dilation[1] < 1) {
    throw new ShapeError(
      `dilation should be greater than zero, but got dilationH: ${dilation[0]} dilationW: ${dilation[1]}`,
      'dilation',
    )
  }
  const [n, c, height, width] = input
  if (c < 1 || height < 1 || width < 1) {
    throw new ShapeError(
      'Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, ' +
        `but got:[${input.join(', ')}]`,
      'input',
    )
  }
  const h = poolAxis(height, k[0], stride[0], padding[0], dilation[0], ceilMode)
  const w = poolAxis(width, k[1], stride[1], padding[1], dilation[1], ceilMode)
  if (h.out < 1 || w.out < 1) {
    throw new ShapeError(
      `Given input size: (${c}x${height}x${width}). Calculated output size: (${c}x${h.out}x${w.out}). ` +
        'Output size is too small',
      'kernelSize',
    )
  }
  return { output: [n, c, h.out, w.out], h, w }
}

function poolAxis(
  size: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
  ceilMode: boolean,
): WindowAxis {
  const reach = dilation * (kernel - 1) + 1
  const room = size + 2 * padding - reach
  let out = Math.floor((room + (ceilMode ? stride - 1 : 0)) / stride) + 1
  if (ceilMode && (out - 1) * stride >= size + padding) out--
  const after = Math.max(padding, (out - 1) * stride + reach - size - padding)
  return { size, before: padding, after, kernel, stride, dilation, out }
}

/**
 * What the sums of average pooling are divided by: rows[y] * columns[x]. With `countIncludePad` a window counts its
 * padding too, but not what ceil mode reads beyond it; without, only pixels of the input.
 */
export function averageCounts(
  info: Pick<PoolInfo, 'h' | 'w'>,
  countIncludePad: boolean,
): { readonly rows: Float32Array; readonly columns: Float32Array } {
  return { rows: axisCounts(info.h, countIncludePad), columns: axisCounts(info.w, countIncludePad) }
}

function axisCounts(axis: WindowAxis, countIncludePad: boolean): Float32Array {
  const padding = countIncludePad ? axis.before : 0
  return Float32Array.from({ length: axis.out }, (_, i) => {
    const start = i * axis.stride - axis.before
    return Math.min(start + axis.kernel, axis.size + padding) - Math.max(start, -padding)
  })
}
