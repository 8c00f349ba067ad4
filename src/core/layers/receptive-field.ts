import type { Pipeline } from './layer.ts'
import { pipelineShapes } from './pipeline.ts'
import type { Shape4 } from '../tensor.ts'
import type { WindowAxis, LayerWindow } from './window.ts'
import { layerWindow, tapPositions } from './window-taps.ts'

/**
 * How the outputs of a layer lie on the pipeline's input, along one axis, in pixels: output i sees the `size` pixels from
 * ceil(start + i * jump) on, of which some may be padding.
 */
export interface ReceptiveAxis {
  /** Receptive field size. */
  readonly size: number
  /** Effective stride: pixels of the input from one output to the next; less than one where maps were enlarged. */
  readonly jump: number
  /** First pixel that output 0 sees; negative in the padding. */
  readonly start: number
}

/** The receptive field of a layer's outputs. */
export interface ReceptiveField {
  readonly h: ReceptiveAxis
  readonly w: ReceptiveAxis
}

/** A run of pixels [from, to). */
export type PixelRun = readonly [from: number, to: number]

/** A rectangle of input pixels, and how far the receptive field goes beyond the input. */
export interface PixelRectangle {
  readonly rows: PixelRun
  readonly columns: PixelRun
  /** Pixels cut off at the top, right, bottom and left: what the padding filled in. */
  readonly clipped: {
    readonly top: number
    readonly right: number
    readonly bottom: number
    readonly left: number
  }
}

const PIXEL: ReceptiveAxis = { size: 1, jump: 1, start: 0 }

/**
 * The receptive field at each layer's output, for an input of shape (N, C, H, W). Per axis, with k_l taps d_l apart, stride
 * s_l and p_l pixels of padding before: r_l = r_(l-1) + d_l (k_l - 1) j_(l-1), j_l = s_l j_(l-1),
 * start_l = start_(l-1) - p_l j_(l-1); r_0 = j_0 = 1, start_0 = 0.
 * Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019,
 * doi:10.23915/distill.00021, with d (k - 1) + 1 for the reach of a dilated kernel.
 * @throws ShapeError with the layer's position
 */
export function receptiveFields(input: Shape4, layers: Pipeline): ReceptiveField[] {
  let field: ReceptiveField = { h: PIXEL, w: PIXEL }
  return windowsOf(input, layers).map(({ h, w }) => {
    field = { h: extend(field.h, h), w: extend(field.w, w) }
    return field
  })
}

/**
 * The pixels of an input of shape (N, C, H, W) that output (y, x) of a layer with this receptive field sees. A window may
 * lie in the padding altogether: then a run is empty.
 */
export function seenRectangle(field: ReceptiveField, input: Shape4, y: number, x: number): PixelRectangle {
  const [rows, top, bottom] = clip(field.h, input[2], y)
  const [columns, left, right] = clip(field.w, input[3], x)
  return { rows, columns, clipped: { top, right, bottom, left } }
}

/**
 * Exactly the input rows and columns that output (y, x) of layers[layer] depends on, ascending: the pixels at their
 * crossings. Unlike the rectangle they leave out what dilation and stride skip, and include what reflect, replicate and
 * circular padding bring in from elsewhere. Weights of zero count.
 * @throws ShapeError with the layer's position
 * @throws RangeError for a layer or position that is not there
 */
export function seenPixels(
  input: Shape4,
  layers: Pipeline,
  layer: number,
  y: number,
  x: number,
): { readonly rows: readonly number[]; readonly columns: readonly number[] } {
  if (layers[layer] === undefined)
    throw new RangeError(`no layer ${layer}: there are ${layers.length}, from 0`)
  const windows = windowsOf(input, layers.slice(0, layer + 1))
  return {
    rows: traceBack(windows, y, (window) => window.h),
    columns: traceBack(windows, x, (window) => window.w),
  }
}

/** Ascending numbers as runs of neighbours, for drawing them as rectangles. */
export function runsOf(indices: readonly number[]): PixelRun[] {
  const starts = indices.filter((index, i) => indices[i - 1] !== index - 1)
  const ends = indices.filter((index, i) => indices[i + 1] !== index + 1)
  return starts.map((start, i) => [start, (ends[i] ?? start) + 1])
}

function windowsOf(input: Shape4, layers: Pipeline): LayerWindow[] {
  const shapes = [input, ...pipelineShapes(input, layers)]
  return layers.map((layer, index) => layerWindow(shapes[index] ?? input, layer))
}

function extend(field: ReceptiveAxis, axis: WindowAxis): ReceptiveAxis {
  return {
    size: field.size + axis.dilation * (axis.kernel - 1) * field.jump,
    jump: field.jump * axis.stride,
    start: field.start - axis.before * field.jump,
  }
}

function clip(
  field: ReceptiveAxis,
  size: number,
  output: number,
): readonly [run: PixelRun, before: number, behind: number] {
  const first = Math.ceil(field.start + output * field.jump)
  const end = first + field.size
  const from = Math.min(Math.max(first, 0), size)
  const beyond = (pixels: number) => Math.min(field.size, Math.max(0, pixels))
  return [[from, Math.max(from, Math.min(end, size))], beyond(-first), beyond(end - size)]
}

function traceBack(
  windows: readonly LayerWindow[],
  output: number,
  axisOf: (window: LayerWindow) => WindowAxis,
): number[] {
  const seen = windows.reduceRight(
    (outputs, window) =>
      new Set(
        [...outputs].flatMap((i) =>
          tapPositions(axisOf(window), window.paddingMode, i).flatMap(({ source }) => source ?? []),
        ),
      ),
    new Set([output]),
  )
  return [...seen].sort((a, b) => a - b)
}
