import { ShapeError } from '../errors.ts'
import type { UpsampleParams } from './layer.ts'
import { itself, type Blend, type Placement } from './placement.ts'
import type { Shape4 } from '../tensor.ts'
import { readingAxis, type AxisReads, type WindowAxis } from './window.ts'

/** The shapes of an Upsample and what it blends along each axis. */
export interface UpsampleInfo {
  readonly output: Shape4
  readonly h: WindowAxis
  readonly w: WindowAxis
  readonly rows: Blend
  readonly columns: Blend
}

/**
 * The shape of torch.nn.Upsample's output: floor(size * scale factor) along each axis.
 * @throws ShapeError with the text of PyTorch 2 where it has one
 */
export function upsampleShape(
  [n, c, height, width]: Shape4,
  { scaleFactor, mode, alignCorners }: UpsampleParams,
): Shape4 {
  if (!scaleFactor.every((scale) => Number.isFinite(scale) && scale > 0)) {
    throw new ShapeError(
      `scale_factor should be greater than zero, but got ${list(scaleFactor)}`,
      'scaleFactor',
    )
  }
  if (alignCorners && mode === 'nearest') {
    throw new ShapeError(
      'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear',
      'scaleFactor',
    )
  }
  const output = [n, c, Math.floor(height * scaleFactor[0]), Math.floor(width * scaleFactor[1])] as const
  if (output[2] < 1 || output[3] < 1) {
    throw new ShapeError(
      `Input and output sizes should be greater than 0, but got input (H: ${height}, W: ${width}) ` +
        `output (H: ${output[2]}, W: ${output[3]})`,
      'scaleFactor',
    )
  }
  return output
}

/** Everything that follows from an input's shape and the settings of an Upsample. @throws ShapeError */
export function upsampleInfo(input: Shape4, params: UpsampleParams): UpsampleInfo {
  const output = upsampleShape(input, params)
  const rows = blend(input[2], output[2], params.scaleFactor[0], params)
  const columns = blend(input[3], output[3], params.scaleFactor[1], params)
  return {
    output,
    h: axis(input[2], params.scaleFactor[0], rows, params),
    w: axis(input[3], params.scaleFactor[1], columns, params),
    rows,
    columns,
  }
}

/** An element, and how far from it to the next. */
type Place = readonly [element: number, part: number]

/**
 * After aten/src/ATen/native/UpSample.h of PyTorch. `nearest`: floor(i / scale), the quotient in single precision as there.
 * `bilinear`: (i + 0.5) / scale - 0.5, not below 0, or i * (size - 1) / (out - 1) with corners aligned.
 */
function blend(size: number, out: number, scale: number, { mode, alignCorners }: UpsampleParams): Blend {
  const [first, second, part] = [new Int32Array(out), new Int32Array(out), new Float64Array(out)]
  const isSame = out === size
  const place = mode === 'nearest' ? nearest(size, out, scale) : linear(size, out, scale, alignCorners)
  for (let i = 0; i < out; i++) {
    const [element, beyond] = isSame ? ([i, 0] as const) : place(i)
    const last = size - 1
    first[i] = Math.min(element, last)
    second[i] = isSame || mode === 'nearest' ? Math.min(element, last) : Math.min(element + 1, last)
    part[i] = Math.min(1, beyond + Math.max(0, element - last))
  }
  return { first, second, part }
}

function nearest(size: number, out: number, scale: number): (i: number) => Place {
  if (out === 2 * size) return (i) => [i >> 1, 0]
  const step = Math.fround(1 / scale)
  return (i) => [Math.floor(Math.fround(i * step)), 0]
}

/** Whole factors, up or down, by whole numbers: every band of a map has the bits that it has in the whole. */
function linear(size: number, out: number, scale: number, alignCorners: boolean): (i: number) => Place {
  if (alignCorners) return (i) => quotient(i * (size - 1), Math.max(1, out - 1))
  if (Number.isInteger(scale)) return (i) => quotient(2 * i + 1 - scale, 2 * scale)
  const step = 1 / scale
  if (Number.isInteger(step)) return (i) => quotient((2 * i + 1) * step - 1, 2)
  return (i) => quotient((i + 0.5) * step - 0.5, 1)
}

function quotient(numerator: number, denominator: number): Place {
  if (numerator <= 0) return [0, 0]
  const element = Math.floor(numerator / denominator)
  return [element, (numerator - element * denominator) / denominator]
}

function axis(size: number, scale: number, { first, second }: Blend, params: UpsampleParams): WindowAxis {
  const out = first.length
  const of = (output: number) => {
    const [low, high] = [first[output] ?? 0, second[output] ?? 0]
    return low === high ? [low] : [low, high]
  }
  return readingAxis(size, out, { of, period: periodOf(scale, first, params) })
}

function periodOf(
  scale: number,
  first: Int32Array,
  { mode, alignCorners }: UpsampleParams,
): AxisReads['period'] {
  const period = Number.isInteger(scale)
    ? { elements: 1, outputs: scale }
    : { elements: 1 / scale, outputs: 1 }
  const { elements, outputs } = period
  if (alignCorners || !Number.isInteger(elements)) return null
  // quotients in single precision may miss a step, once they are large
  const repeats = (element: number, i: number) =>
    i < outputs || element === (first[i - outputs] ?? 0) + elements
  return mode === 'bilinear' || first.every(repeats) ? period : null
}

function list(values: readonly number[]): string {
  return `[${values.join(', ')}]`
}

/** Where the values of a map come from that repeats its nearest ones. */
export function nearestPlacement(rows: Blend, columns: Blend): Placement {
  const placed = { rows: rows.first, columns: columns.first }
  return { cell: 1, firstOfCell: 0, ...placed, value: 0, below: 0, sources: itself }
}
