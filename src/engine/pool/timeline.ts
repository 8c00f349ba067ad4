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

/** What was noted of the tiles of a program. */
export class Timeline {
  readonly #steps: readonly Step[]
  readonly #noted: ProgramSpans
  readonly #began: number
  #spans: readonly TimelineSpan[] | null = null

  /** @param began wall clock of the run's begin, ms */
  constructor(steps: readonly Step[], noted: ProgramSpans, began: number) {
    this.#steps = steps
    this.#noted = noted
    this.#began = began
  }

  /** The work on each layer. */
  work(): ReadonlyMap<number, LayerWork> {
    const work = new Map<number, LayerWork>()
    let at = 0
    for (const step of this.#steps) {
      const end = at + tileCount(step) * SPAN_FIELDS
      let ms = 0
      for (; at < end; at += SPAN_FIELDS) ms += (this.#noted[at + 2] ?? 0) - (this.#noted[at + 1] ?? 0)
      if (step.kind === 'paint' || step.kind === 'range') continue
      const { halos, maps } = work.get(step.layer) ?? { halos: 0, maps: 0 }
      work.set(step.layer, step.kind === 'halo' ? { halos: halos + ms, maps } : { halos, maps: maps + ms })
    }
    return work
  }

  /** What each worker did when. Put together when it is asked for: few runs are looked at so closely. */
  get spans(): readonly TimelineSpan[] {
    this.#spans ??= this.#read()
    return this.#spans
  }

  #read(): TimelineSpan[] {
    const timeline: TimelineSpan[] = []
    let at = 0
    for (const step of this.#steps) {
      for (let tile = 0, tiles = tileCount(step); tile < tiles; tile++, at += SPAN_FIELDS) {
        const [worker = 0, start = 0, end = 0] = this.#noted.subarray(at, at + SPAN_FIELDS)
        const { maps: channels, rows } = tileExtent(step, tile)
        timeline.push({
          worker,
          layer: step.layer,
          kind: step.kind,
          channels,
          rows,
          start: start - this.#began,
          end: end - this.#began,
        })
      }
    }
    return timeline
  }
}
