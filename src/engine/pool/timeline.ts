import type { Step } from '../../kernels/run/step.ts'
import { tileCount, tileExtent } from '../../kernels/program/tiles.ts'
import { SPAN_FIELDS } from '../../kernels/program/execute.ts'
import type { TimelineSpan } from '../engine.ts'
import type { ProgramSpans } from './executor.ts'

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
    for (let tile = 0, tiles = tileCount(step); tile < tiles; tile++, at += SPAN_FIELDS) {
      const [worker = 0, start = 0, end = 0] = noted.subarray(at, at + SPAN_FIELDS)
      const { maps: channels, rows } = tileExtent(step, tile)
      timeline.push({
        worker,
        layer: step.layer,
        kind: step.kind,
        channels,
        rows,
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
