import type { Pipeline } from './layers.ts'
import { pipelineShapes } from './pipeline.ts'
import type { PixelRun } from './receptive-field.ts'
import type { Shape4 } from './tensor.ts'
import type { WindowAxis } from './window.ts'
import { layerWindow, type LayerWindow } from './window-taps.ts'

/** What to compute for some rows of a pipeline's output. */
export interface Band {
  /** Rows of the input that the pipeline is run on. */
  readonly input: PixelRun
  /** Rows of the output that are wanted. */
  readonly output: PixelRun
  /** Where the first of them stands in the output of that run. */
  readonly skip: number
}

/** The windows of all layers on an input of shape (N, C, H, W). @throws ShapeError */
export function pipelineWindows(input: Shape4, layers: Pipeline): LayerWindow[] {
  const shapes = [input, ...pipelineShapes(input, layers)]
  return layers.map((layer, l) => layerWindow(shapes[l] ?? input, layer))
}

/** Whether rows at the top depend on rows at the bottom, so that no band can do without the whole. */
export function wrapsAround(windows: readonly LayerWindow[]): boolean {
  return windows.some(({ h, paddingMode }) => paddingMode === 'circular' && h.before + h.after > 0)
}

/**
 * The input rows on which the pipeline gives rows [from, to) of its output exactly, run as if they were the whole input.
 * Going back layer by layer: what the windows read, clipped to the map; where it is clipped, the run has the map's own
 * border there, and the mirrored or repeated rows beside it. Elsewhere a run pads where the map goes on, which spoils only
 * rows that are not wanted. The first row is a multiple of all strides, so that windows stand where they stand in the whole.
 * @param windows of layers that do not wrap around
 */
export function bandOf(windows: readonly LayerWindow[], from: number, to: number): Band {
  const jump = windows.reduce((product, { h }) => product * h.stride, 1)
  const [first, end] = windows.reduceRight<PixelRun>((rows, { h }) => rowsRead(h, rows), [from, to])
  const start = Math.floor(first / jump) * jump
  return { input: [start, end], output: [from, to], skip: from - start / jump }
}

function rowsRead(axis: WindowAxis, [from, to]: PixelRun): PixelRun {
  const { size, stride, before, after, dilation, kernel } = axis
  const first = from * stride - before
  const end = (to - 1) * stride - before + dilation * (kernel - 1) + 1
  // at a border the rows that padding mirrors belong to it; a map is never lower than its padding
  const low = Math.min(first, end > size ? size - 1 - after : first, size - 1)
  const high = Math.max(end, first < 0 ? before + 1 : end, 1)
  const [top, bottom] = [Math.max(0, low), Math.min(size, high)]
  const least = Math.min(size, Math.max(before, after) + 1)
  return bottom - top >= least
    ? [top, bottom]
    : [Math.max(0, Math.min(top, size - least)), Math.max(bottom, Math.min(size, top + least))]
}

/** The output's rows cut into bands of `rows`. */
export function bandsOf(windows: readonly LayerWindow[], height: number, rows: number): Band[] {
  if (wrapsAround(windows)) {
    const size = windows[0]?.h.size ?? height
    return [{ input: [0, size], output: [0, height], skip: 0 }]
  }
  const bands: Band[] = []
  for (let from = 0; from < height; from += rows)
    bands.push(bandOf(windows, from, Math.min(height, from + rows)))
  return bands
}
