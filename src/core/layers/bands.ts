import type { Pipeline } from './layer.ts'
import { pipelineShapes } from './pipeline.ts'
import type { PixelRun } from './receptive-field.ts'
import type { Shape4 } from '../tensor.ts'
import type { WindowAxis, LayerWindow } from './window.ts'
import { layerWindow } from './window-taps.ts'

/** What to compute for some rows of a pipeline's output. */
export interface Band {
  /** Rows of the input that the pipeline is run on; those before 0 and from its height on are its rows once more. */
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

/** Whether rows at the top depend on rows at the bottom. */
function wrapsAround(windows: readonly LayerWindow[]): boolean {
  return windows.some(isCircular)
}

function isCircular({ h, paddingMode }: LayerWindow): boolean {
  return paddingMode === 'circular' && h.before + h.after > 0
}

/**
 * Whether no band can do without the whole input: a map wraps around that is not itself the input, repeated without end,
 * seen through windows: because there is padding of another kind, or because its height is not that of the input over its
 * stride.
 */
export function needsWhole(windows: readonly LayerWindow[]): boolean {
  const last = windows.findLastIndex(isCircular)
  if (last < 0) return false
  const isOther = (window: LayerWindow) => window.h.before + window.h.after > 0 && !isCircular(window)
  return windows.some(isOther) || windows.slice(0, last).some(({ h }) => h.out * h.stride !== h.size)
}

/**
 * The input rows on which the pipeline gives rows [from, to) of its output exactly, run as if they were the whole input.
 * Going back layer by layer: what the windows read, clipped to the map; where it is clipped, the run has the map's own
 * border there, and the mirrored or repeated rows beside it. Elsewhere a run pads where the map goes on, which spoils only
 * rows that are not wanted. The first row is a multiple of all strides, so that windows stand where they stand in the whole.
 * Where maps wrap around nothing is clipped: the input goes on beyond its borders.
 * @param windows of layers that do not need the whole
 */
export function bandOf(windows: readonly LayerWindow[], from: number, to: number): Band {
  const jump = windows.reduce((product, { h }) => product * h.stride, 1)
  const read = wrapsAround(windows) ? rowsAround : rowsRead
  const [first, end] = windows.reduceRight<PixelRun>((rows, { h }) => read(h, rows), [from, to])
  const start = Math.floor(first / jump) * jump
  return { input: [start, end], output: [from, to], skip: from - start / jump }
}

function rowsSpanned({ stride, before, dilation, kernel }: WindowAxis, [from, to]: PixelRun): PixelRun {
  return [from * stride - before, (to - 1) * stride - before + dilation * (kernel - 1) + 1]
}

/** As many at least as the run's own padding repeats, which is none of the wanted rows. */
function rowsAround(axis: WindowAxis, rows: PixelRun): PixelRun {
  const [first, end] = rowsSpanned(axis, rows)
  return [first, Math.max(end, first + Math.max(axis.before, axis.after))]
}

function rowsRead(axis: WindowAxis, rows: PixelRun): PixelRun {
  const { size, before, after } = axis
  const [first, end] = rowsSpanned(axis, rows)
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
  if (needsWhole(windows)) {
    const size = windows[0]?.h.size ?? height
    return [{ input: [0, size], output: [0, height], skip: 0 }]
  }
  const bands: Band[] = []
  for (let from = 0; from < height; from += rows)
    bands.push(bandOf(windows, from, Math.min(height, from + rows)))
  return bands
}
