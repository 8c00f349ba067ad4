import type { Engine, MapsLease } from '../engine/engine.ts'

/** How the values of a map are spread. */
export interface Distribution {
  /** Values in equal bins from `low` to `high`; those outside are in the first and the last. */
  readonly bins: readonly number[]
  readonly low: number
  readonly high: number
  /** Share of the finite values outside [low, high], 0..1. */
  readonly clipped: number
}

/** Values that are looked at, at most about this many: a share to two in a thousand needs no more. */
const SAMPLES = 50_000

/** Counts the values of map `map` into `count` bins over a range; of large maps every nth row. */
export function distribution(
  lease: MapsLease,
  map: number,
  { low, high }: { readonly low: number; readonly high: number },
  count = 61,
): Distribution {
  const [, , height, width] = lease.shape
  const values = lease.view(map)
  const step = Math.max(1, Math.round((height * width) / SAMPLES))
  const bins = new Array<number>(count).fill(0)
  const scale = high > low ? count / (high - low) : 0
  let outside = 0
  let finite = 0
  for (let y = 0; y < height; y += step) {
    for (let i = y * width; i < (y + 1) * width; i++) {
      const value = values[i] ?? NaN
      if (!Number.isFinite(value)) continue
      finite++
      if (value < low || value > high) outside++
      const bin = Math.max(0, Math.min(count - 1, Math.floor((value - low) * scale)))
      bins[bin] = (bins[bin] ?? 0) + 1
    }
  }
  return { bins, low, high, clipped: finite === 0 ? 0 : outside / finite }
}

/** Share of a map's values outside a range, 0..1, in the engine's last run; null where it has no such map. */
export function clippedShare(
  engine: Engine,
  layer: number,
  map: number,
  range: { readonly low: number; readonly high: number },
): number | null {
  let lease: MapsLease
  try {
    lease = engine.lease(layer)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
  try {
    return map < lease.shape[0] * lease.shape[1] ? distribution(lease, map, range, 1).clipped : null
  } finally {
    lease.release()
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
