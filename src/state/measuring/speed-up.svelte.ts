import type { Pipeline } from '../../core/layers/layer.ts'
import type { Tensor } from '../../core/tensor.ts'
import { measure, type Measurement } from '../../engine/measure/measure.ts'
import type { Lab } from '../run/lab.ts'
import { LabJob, perSession } from './lab-job.svelte.ts'
import type { Runner } from '../run/runner.svelte.ts'

/** How long a layer takes with so many workers. */
export interface ThreadTime {
  readonly threads: number
  readonly measurement: Measurement
}

/** Numbers of workers to measure: all up to 8, then the even ones, at the end the most. */
export function threadCounts(most: number): number[] {
  return Array.from({ length: most }, (_, i) => i + 1).filter((n) => n <= 8 || n % 2 === 0 || n === most)
}

/** Milliseconds that each number of workers may take. */
const LIMIT_MS = 4000

/** Measures how much faster more workers compute one layer, and keeps the last results. */
class SpeedUp {
  readonly job = new LabJob()
  #times = $state.raw<readonly ThreadTime[]>([])
  #of = $state.raw<{ readonly layers: Pipeline; readonly at: number } | null>(null)
  #most = $state(0)
  readonly #lab: Lab

  constructor({ lab }: { readonly lab: Lab }) {
    this.#lab = lab
  }

  /** Results so far, fewest workers first. */
  get times(): readonly ThreadTime[] {
    return this.#times
  }

  /** The layer they are of. */
  get of(): { readonly layers: Pipeline; readonly at: number } | null {
    return this.#of
  }

  /** 0..1 of the numbers of workers. */
  get done(): number {
    return this.#times.length / Math.max(1, threadCounts(this.#most).length)
  }

  /** Measure layers[at] with 1 to `most` workers, with the algorithm that the screen's engine takes. */
  async start(input: Tensor, layers: Pipeline, at: number, most: number): Promise<void> {
    await this.job.start(async (signal) => {
      this.#times = []
      this.#of = { layers, at }
      this.#most = most
      const task = { id: 'layer', input, layers: layers.slice(0, at + 1), from: at }
      for (const threads of threadCounts(most)) {
        const { measurements } = await this.#lab.useWith(
          threads,
          (engine) => measure(engine, [task], { signal, limitMs: LIMIT_MS, exactDenseWork: false }),
          signal,
        )
        const [measurement] = measurements
        if (measurement !== undefined) this.#times = [...this.#times, { threads, measurement }]
      }
    })
  }
}

/** The speed-up of a session. */
export const speedUp = perSession(
  (session: { readonly lab: Lab; readonly runner: Runner }) => new SpeedUp(session),
)
