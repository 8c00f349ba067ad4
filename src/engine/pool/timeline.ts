import { SPAN_FIELDS } from '../../kernels/program/execute.ts'
import { tileCount, TILE_FIELDS, type Step } from '../../kernels/program/program.ts'
import type { TimelineSpan } from '../engine.ts'
import type { ProgramSpans } from './executor.ts'

/** Where in a tile's numbers the first map, the number of maps (-1: one), the first row and the end stand. */
const TILE_PARTS: Readonly<
  Record<Step['kind'], readonly [map: number, count: number, from: number, to: number]>
> = {
  load: [0, -1, 1, 2],
  halo: [0, -1, 1, 2],
  tame: [0, 1, 0, 0],
  pack: [0, -1, 0, 0],
  conv: [1, 2, 3, 4],
  pool: [0, -1, 1, 2],
  pointwise: [0, -1, 1, 2],
  range: [0, -1, 0, 0],
  paint: [0, -1, 1, 2],
}

/** Milliseconds of work on a layer, of all workers together: filling haloed planes, and all the rest. */
export interface LayerWork {
  readonly halos: number
  readonly maps: number
}

/**
 * What each worker did when, and the work on each layer.
 * @param began wall clock of the run's begin, ms
 */
export function readTimeline(
  steps: readonly Step[],
  noted: ProgramSpans,
  began: number,
): { spans: TimelineSpan[]; work: ReadonlyMap<number, LayerWork> } {
  const timeline: TimelineSpan[] = []
  const work = new Map<number, LayerWork>()
  let at = 0
  for (const step of steps) {
    const [map, count, from, to] = TILE_PARTS[step.kind]
    const fields = TILE_FIELDS[step.kind]
    for (let tile = 0, tiles = tileCount(step); tile < tiles; tile++, at += SPAN_FIELDS) {
      const [worker = 0, start = 0, end = 0] = noted.subarray(at, at + SPAN_FIELDS)
      const numbers = step.tiles.subarray(tile * fields, (tile + 1) * fields)
      const first = numbers[map] ?? 0
      timeline.push({
        worker,
        layer: step.layer,
        kind: step.kind,
        channels: [first, first + (count === -1 ? 1 : (numbers[count] ?? 1))],
        rows: [numbers[from] ?? 0, numbers[to] ?? 0],
        start: start - began,
        end: end - began,
      })
      if (step.kind !== 'paint' && step.kind !== 'range') {
        const { halos, maps } = work.get(step.layer) ?? { halos: 0, maps: 0 }
        const ms = end - start
        work.set(step.layer, step.kind === 'halo' ? { halos: halos + ms, maps } : { halos, maps: maps + ms })
      }
    }
  }
  return { spans: timeline, work }
}
