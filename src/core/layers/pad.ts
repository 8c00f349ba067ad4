import { ShapeError } from '../errors.ts'
import type { PaddingMode, PadParams } from './layer.ts'
import { paddedIndex } from './padding.ts'
import { itself, type Placement } from './placement.ts'
import type { Shape4 } from '../tensor.ts'
import { readingAxis, type LayerWindow, type WindowAxis } from './window.ts'

/**
 * The shape that torch.nn.functional.pad makes of an input (N, C, H, W): H_out = H + top + bottom.
 * @throws ShapeError with the text of PyTorch 2 (aten/src/ATen/native/PadNd.cpp, ReflectionPad.cpp, ReplicationPadding.cpp)
 */
export function padShape(input: Shape4, params: PadParams): Shape4 {
  const { padding } = params
  if (!padding.every(Number.isSafeInteger)) {
    throw new ShapeError(`expected integers for padding, but got ${list(padding)}`, 'padding')
  }
  const [left, right, top, bottom] = padding
  const [n, c, height, width] = input
  check(params, input, 3, left, right)
  check(params, input, 2, top, bottom)
  const output = [n, c, height + top + bottom, width + left + right] as const
  if (output[2] < 1 || output[3] < 1) {
    throw new ShapeError(
      `input (H: ${height}, W: ${width}) is too small. Calculated output H: ${output[2]} W: ${output[3]}`,
      'padding',
    )
  }
  return output
}

/** What each output of a pad layer looks at: one element, or none. @throws ShapeError */
export function padWindow(input: Shape4, params: PadParams): LayerWindow {
  padShape(input, params)
  const [left, right, top, bottom] = params.padding
  const [, , height, width] = input
  return {
    h: axis(params, height, top, bottom),
    w: axis(params, width, left, right),
    paddingMode: params.mode,
  }
}

function check({ mode }: PadParams, input: Shape4, dimension: 2 | 3, before: number, after: number): void {
  const size = input[dimension]
  const fail = (message: string): never => {
    throw new ShapeError(message, 'padding')
  }
  if (mode === 'reflect' && (before >= size || after >= size)) {
    fail(
      `Argument #${dimension === 3 ? 4 : 6}: Padding size should be less than the corresponding input dimension, ` +
        `but got: padding (${before}, ${after}) at dimension ${dimension} of input ${list(input)}`,
    )
  }
  // what is left of a cut axis is what wraps around; PyTorch reads beyond it
  const left = size - Math.max(0, -before) - Math.max(0, -after)
  if (mode === 'circular' && (before > left || after > left)) {
    fail('Padding value causes wrapping around more than once.')
  }
  if (mode === 'circular' && size + before + after < 0) {
    fail('Negative padding value is resulting in an empty dimension')
  }
  if (mode === 'zeros' && size + before + after < 0) {
    fail(
      `The input size ${size}, plus negative padding ${before} and ${after} resulted in a negative output size, ` +
        `which is invalid. Check dimension ${dimension} of your input.`,
    )
  }
}

/** Circular padding wraps around what is left of an axis that is cut at its other end. */
function axis({ mode }: PadParams, size: number, before: number, after: number): WindowAxis {
  const out = size + before + after
  const cut = Math.max(0, -before)
  const left = size - cut - Math.max(0, -after)
  if (mode === 'circular' && left < size && (before > 0 || after > 0)) {
    const of = (output: number) => [cut + paddedIndex(mode, output - Math.max(0, before), left)]
    return readingAxis(size, out, { of, period: null })
  }
  return { size, before, after, kernel: 1, stride: 1, dilation: 1, out }
}

function list(values: readonly number[]): string {
  return `[${values.join(', ')}]`
}

/** Where a padded map's values come from. @throws ShapeError */
export function padPlacement(input: Shape4, layer: PadParams): Placement {
  const { h, w, paddingMode } = padWindow(input, layer)
  return {
    cell: 1,
    firstOfCell: 0,
    rows: sourcesOn(h, paddingMode),
    columns: sourcesOn(w, paddingMode),
    value: layer.value,
    below: 0,
    sources: itself,
  }
}

function sourcesOn(axis: WindowAxis, mode: PaddingMode): Int32Array {
  return Int32Array.from(
    { length: axis.out },
    (_, i) => axis.reads?.of(i)[0] ?? paddedIndex(mode, i - axis.before, axis.size),
  )
}
