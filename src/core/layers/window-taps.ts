import type { Layer, PaddingMode } from './layer.ts'
import { paddedIndex } from './padding.ts'
import type { Shape4 } from '../tensor.ts'
import { kindOf } from './kinds/kinds.ts'
import type { LayerWindow, WindowAxis } from './window.ts'

/*
 * Which input elements a window reads, and the reverse. Rows and columns are independent of one another, so everything
 * here is per axis: tap (i, j) of output (y, x) reads row rows[i] and column columns[j].
 */

/** What one tap of a window reads along one axis. */
export interface TapPosition {
  /** Position on the axis; negative before the input and >= size behind it: that is padding. */
  readonly index: number
  /** The element of the input that stands there, in padding the one it is a copy of; null where nothing is (zeros). */
  readonly source: number | null
  readonly padding: boolean
}

/** An output along one axis, and the tap through which an input element feeds it. */
export interface AxisTouch {
  readonly output: number
  readonly tap: number
}

/** An output position, and the tap through which an input pixel feeds it. */
export interface Touch {
  readonly y: number
  readonly x: number
  readonly kernelRow: number
  readonly kernelColumn: number
}

/**
 * The windows of any layer on an input of shape (N, C, H, W); those of layers without a window are of one element. The
 * padding of pooling takes part in nothing: it counts as 'zeros', which have no source.
 * @throws ShapeError when the layer does not fit the input
 */
export function layerWindow(input: Shape4, layer: Layer): LayerWindow {
  const kind = kindOf(layer)
  if (kind.window !== undefined) return kind.window(input, layer)
  kind.outputShape(input, layer)
  return { h: elementAxis(input[2]), w: elementAxis(input[3]), paddingMode: 'zeros' }
}

/**
 * What the taps of window `output` read, in order of the taps; where no window slides, only those that read something.
 * @throws RangeError for a window that the axis does not have
 */
export function tapPositions(axis: WindowAxis, mode: PaddingMode, output: number): TapPosition[] {
  checkIndex('window', output, axis.out)
  if (axis.reads) return axis.reads.of(output).map((index) => ({ index, source: index, padding: false }))
  const start = output * axis.stride - axis.before
  return Array.from({ length: axis.kernel }, (_, tap) => position(axis, mode, start + tap * axis.dilation))
}

/**
 * What tap `tap` reads in each window of an axis that a window slides over, in order of the windows.
 * @throws RangeError for a tap that the kernel does not have
 */
export function tapTrace(axis: WindowAxis, mode: PaddingMode, tap: number): TapPosition[] {
  checkIndex('tap', tap, axis.kernel)
  const first = tap * axis.dilation - axis.before
  return Array.from({ length: axis.out }, (_, output) => position(axis, mode, first + output * axis.stride))
}

/**
 * The input pixels that the weight at (kernelRow, kernelColumn) is multiplied with over the whole map: output (y, x) reads
 * row rows[y] and column columns[x].
 */
export function inputsOfTap(
  window: LayerWindow,
  kernelRow: number,
  kernelColumn: number,
): { readonly rows: readonly TapPosition[]; readonly columns: readonly TapPosition[] } {
  return {
    rows: tapTrace(window.h, window.paddingMode, kernelRow),
    columns: tapTrace(window.w, window.paddingMode, kernelColumn),
  }
}

/**
 * The windows that read element `index` of the axis, itself or as a copy in the padding, ascending. One window can read it
 * through several taps.
 * @throws RangeError for an element that the axis does not have
 */
export function axisTouches(axis: WindowAxis, mode: PaddingMode, index: number): AxisTouch[] {
  checkIndex('element', index, axis.size)
  const touches: AxisTouch[] = []
  const { reads } = axis
  if (reads) {
    for (let output = 0; output < axis.out; output++) {
      const tap = reads.of(output).indexOf(index)
      if (tap >= 0) touches.push({ output, tap })
    }
    return touches
  }
  for (let place = -axis.before; place < axis.size + axis.after; place++) {
    if (paddedIndex(mode, place, axis.size) !== index) continue
    for (let tap = 0; tap < axis.kernel; tap++) {
      const output = (place + axis.before - tap * axis.dilation) / axis.stride
      if (Number.isInteger(output) && output >= 0 && output < axis.out) touches.push({ output, tap })
    }
  }
  return touches.sort((a, b) => a.output - b.output || a.tap - b.tap)
}

/**
 * The output positions that input pixel (row, column) feeds, each with the tap through which it does, in order of y, x and
 * tap. Empty for a pixel that a stride or a dilation skips.
 */
export function touchedOutputs(window: LayerWindow, row: number, column: number): Touch[] {
  const rows = axisTouches(window.h, window.paddingMode, row)
  const columns = axisTouches(window.w, window.paddingMode, column)
  return rows
    .flatMap(({ output: y, tap: kernelRow }) =>
      columns.map(({ output: x, tap: kernelColumn }) => ({ y, x, kernelRow, kernelColumn })),
    )
    .sort((a, b) => a.y - b.y || a.x - b.x || a.kernelRow - b.kernelRow || a.kernelColumn - b.kernelColumn)
}

function elementAxis(size: number): WindowAxis {
  return { size, before: 0, after: 0, kernel: 1, stride: 1, dilation: 1, out: size }
}

function position(axis: WindowAxis, mode: PaddingMode, index: number): TapPosition {
  const source = paddedIndex(mode, index, axis.size)
  return { index, source: source < 0 ? null : source, padding: index < 0 || index >= axis.size }
}

function checkIndex(what: string, index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`no ${what} ${index}: there are ${count}, from 0`)
  }
}
