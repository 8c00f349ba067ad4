import { shownValue } from '../../core/image/colors.ts'
import type { Pipeline } from '../../core/layers/layer.ts'
import { differInNumbersAlone } from '../../core/layers/same-layers.ts'
import type { Shape4 } from '../../core/tensor.ts'
import type { Engine, LayerOutput, MapsLease } from '../../engine/engine.ts'
import type { ShownRange } from './ranges.ts'
import type { FixedRange } from '../view/look.ts'
import type { Completed } from './wanted-paintings.svelte.ts'

/** The shape of the maps behind a layer (-1: of the picture) in a run; null where it has no such layer. */
export function shapeIn(completed: Completed | null, layer: number): Shape4 | null {
  if (completed === null) return null
  return (layer === -1 ? completed.input.shape : completed.shapes[layer]) ?? null
}

/**
 * What a run says of each of these layers, such as its time; null where they are others than ran. Those that differ in
 * numbers alone cost the same: they keep the times of before until theirs are there.
 */
export function outputsOf(completed: Completed | null, layers: Pipeline): readonly LayerOutput[] | null {
  const isLike = completed !== null && differInNumbersAlone(completed.layers, layers)
  return isLike ? completed.run.outputs : null
}

/** How the values of a map are spread. */
export interface Distribution {
  /** Finite values in equal bins from `low` to `high`; those outside are in the first and the last. */
  readonly bins: readonly number[]
  readonly low: number
  readonly high: number
  /** Share of the finite values beyond the ends of what is shown, 0..1. */
  readonly clipped: number
}

const BINS = 61
/** Values that are counted in one go, some milliseconds. */
const SLICE = 1 << 18

/**
 * Counts all values of map `map`: in bins over the range that it was painted with, and those beyond what is shown. Of large
 * maps in slices, between which the page goes on; the lease must be held until then.
 */
export async function distribution(
  lease: MapsLease,
  map: number,
  { low, high }: FixedRange,
  shown: ShownRange,
): Promise<Distribution> {
  const values = lease.view(map)
  const counts = { bins: new Array<number>(BINS).fill(0), finite: 0, beyond: 0 }
  for (let from = 0; from < values.length; from += SLICE) {
    if (from > 0) await new Promise((resolve) => setTimeout(resolve))
    count(values.subarray(from, from + SLICE), { low, high }, shown, counts)
  }
  const { bins, finite, beyond } = counts
  return { bins, low, high, clipped: finite === 0 ? 0 : beyond / finite }
}

function count(
  values: Float32Array,
  { low, high }: FixedRange,
  { shown, ...ends }: ShownRange,
  counts: { readonly bins: number[]; finite: number; beyond: number },
): void {
  const { bins } = counts
  const scale = high > low ? BINS / (high - low) : 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN
    if (!Number.isFinite(value)) continue
    counts.finite++
    const seen = shownValue(value, shown)
    if (seen < ends.low || seen > ends.high) counts.beyond++
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor((value - low) * scale)))
    bins[bin] = (bins[bin] ?? 0) + 1
  }
}

/**
 * Values of a map of the engine's last run, row by row; null beyond its borders. An empty list where there is no such map.
 * @param part in pixels of the map; it may reach beyond
 */
export function valuesAround(
  engine: Engine,
  layer: number,
  map: number,
  part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): (number | null)[][] {
  const lease = engine.lease(layer)
  try {
    const [n, c, height, width] = lease.shape
    if (map >= n * c) return []
    const values = lease.view(map)
    return Array.from({ length: part.height }, (_, row) =>
      Array.from({ length: part.width }, (_, column) => {
        const [x, y] = [part.x + column, part.y + row]
        const isInside = x >= 0 && y >= 0 && x < width && y < height
        return isInside ? (values[y * width + x] ?? null) : null
      }),
    )
  } finally {
    lease.release()
  }
}
