import type { Pipeline } from './layer.ts'
import { pipelineShapes } from './pipeline.ts'
import type { PixelRun } from './receptive-field.ts'
import type { Shape4 } from '../tensor.ts'
import { greatestCommonDivisor } from './groups.ts'
import type { AxisReads, LayerWindow, WindowAxis } from './window.ts'
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
  return paddingMode === 'circular' && pads(h)
}

function pads({ before, after, reads }: WindowAxis): boolean {
  return !reads && (before > 0 || after > 0)
}

/**
 * Whether no band can do without the whole input: a layer looks at all of a map, or at how large it is; or a map wraps around that
 * is not itself the input, repeated without end, seen through windows: because there is padding of another kind, or because its
 * height is not that of the input over its stride.
 */
export function needsWhole(windows: readonly LayerWindow[]): boolean {
  if (windows.some(({ h }) => h.reads?.period === null)) return true
  const last = windows.findLastIndex(isCircular)
  if (last < 0) return false
  const isOther = (window: LayerWindow) =>
    !isCircular(window) && (pads(window.h) || window.h.reads !== undefined)
  return windows.some(isOther) || windows.slice(0, last).some(({ h }) => h.out * h.stride !== h.size)
}

/**
 * The input rows on which the pipeline gives rows [from, to) of its output exactly, run as if they were the whole input.
 * Going back layer by layer: what the windows read, clipped to the map; where it is clipped, the run has the map's own
 * border there, and the mirrored or repeated rows beside it. Elsewhere a run pads where the map goes on, which spoils only
 * rows that are not wanted. The first row is a multiple of all strides, so that windows stand where they stand in the whole;
 * the rows behind the last one too, where a layer cuts its map into cells and takes only whole ones.
 * Where maps wrap around nothing is clipped: the input goes on beyond its borders.
 * @param windows of layers that do not need the whole
 */
function bandOf(windows: readonly LayerWindow[], from: number, to: number): Band {
  const { jump, rows } = alignment(windows)
  const read = wrapsAround(windows) ? rowsAround : rowsRead
  const [first, end] = windows.reduceRight<PixelRun>((wanted, { h }) => read(h, wanted), [from, to])
  const start = Math.floor(first / jump) * jump
  const last = end + (isCut(windows) ? remainder((windows[0]?.h.size ?? end) - end, jump) : 0)
  return { input: [start, last], output: [from, to], skip: from - (start / jump) * rows }
}

function isCut(windows: readonly LayerWindow[]): boolean {
  return windows.some(({ h }) => h.reads !== undefined)
}

/** 0 <= remainder < divisor, of negative numbers too. */
function remainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}

/** Rows of the input from one place to the next where a run may begin, and the rows of the output that stand for them. */
function alignment(windows: readonly LayerWindow[]): { readonly jump: number; readonly rows: number } {
  return windows.reduce(
    ({ jump, rows }, { h }) => {
      const { elements, outputs } = h.reads?.period ?? { elements: h.stride, outputs: 1 }
      const times = elements / greatestCommonDivisor(rows, elements)
      return { jump: jump * times, rows: ((rows * times) / elements) * outputs }
    },
    { jump: 1, rows: 1 },
  )
}

/** What windows span; of a map whose border is cut off, with what a run cuts off before and behind them. */
function rowsSpanned(
  { stride, before, after, dilation, kernel }: WindowAxis,
  [from, to]: PixelRun,
): PixelRun {
  const end = (to - 1) * stride - before + dilation * (kernel - 1) + 1
  return [from * stride - Math.max(0, before), end + Math.max(0, -after)]
}

/** As many at least as the run's own padding repeats, which is none of the wanted rows. */
function rowsAround(axis: WindowAxis, rows: PixelRun): PixelRun {
  const [first, end] = rowsSpanned(axis, rows)
  return [first, Math.max(end, first + Math.max(axis.before, axis.after))]
}

function rowsRead(axis: WindowAxis, rows: PixelRun): PixelRun {
  const { size, before, after, reads } = axis
  if (reads?.period) return rowsOfReads(axis, reads, reads.period, rows)
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

/** All that the outputs read, and enough that a run has them: as many rows stand for each element of the run as in the whole. */
function rowsOfReads(
  { size, out }: WindowAxis,
  reads: AxisReads,
  { elements, outputs }: NonNullable<AxisReads['period']>,
  [from, to]: PixelRun,
): PixelRun {
  const beyond = out - (size / elements) * outputs
  let low = Math.floor((from * elements) / outputs)
  let high = Math.ceil(((to - beyond) * elements) / outputs)
  for (let output = from; output < to; output++) {
    for (const element of reads.of(output)) {
      low = Math.min(low, element)
      high = Math.max(high, element + 1)
    }
  }
  const top = Math.max(0, Math.min(low, size - 1))
  return [top, Math.max(top + 1, Math.min(size, high))]
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
