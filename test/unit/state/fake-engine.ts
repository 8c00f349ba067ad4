import type { Pipeline } from '../../../src/core/layers/layer.ts'
import type { Tensor } from '../../../src/core/tensor.ts'
import type {
  Engine,
  MapsLease,
  PaintRequest,
  Painting,
  Run,
  RunOptions,
} from '../../../src/engine/engine.ts'

/** A run that the engine was asked for; the test says how it ends. */
export interface AskedRun {
  readonly input: Tensor
  readonly layers: Pipeline
  readonly options: RunOptions
  readonly aborted: boolean
  finish(): void
  fail(error: Error): void
}

/** An engine that computes nothing: a test finishes its runs by hand, pictures are painted at once. */
export class FakeEngine implements Engine {
  readonly threads = 2
  readonly mode = 'inline'
  readonly set = 'plain'
  readonly why = 'a test'
  /** All runs that were asked for, in order. */
  readonly runs: AskedRun[] = []
  /** All requests for paintings apart from runs. */
  readonly painted: (readonly PaintRequest[])[] = []
  paintError: Error | null = null
  #busy = false

  run(input: Tensor, layers: Pipeline, options: RunOptions = {}): Promise<Run> {
    if (this.#busy) throw new Error('a run was asked for before the last one ended')
    this.#busy = true
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#busy = false
        settle()
      }
      options.signal?.addEventListener('abort', () =>
        end(() => reject(new DOMException('aborted', 'AbortError'))),
      )
      this.runs.push({
        input,
        layers,
        options,
        get aborted() {
          return options.signal?.aborted ?? false
        },
        finish: () => end(() => resolve(runOf((options.paint ?? []).map((request) => paintingOf(request))))),
        fail: (error) => end(() => reject(error)),
      })
    })
  }

  paint(requests: readonly PaintRequest[]): Promise<readonly Painting[]> {
    this.painted.push(requests)
    if (this.paintError !== null) return Promise.reject(this.paintError)
    return Promise.resolve(requests.map((request) => paintingOf(request)))
  }

  uses(input: Tensor): boolean {
    return this.#busy && this.runs.at(-1)?.input === input
  }

  lease(): MapsLease {
    throw new RangeError('no maps')
  }

  setThreads(): Promise<void> {
    return Promise.resolve()
  }

  dispose(): void {
    this.runs.length = 0
  }
}

function runOf(paintings: readonly Painting[]): Run {
  return { ms: 1, input: [], outputs: [], paintings, timeline: [], computed: { maps: 0, of: 0 }, memory: 0 }
}

function paintingOf(request: PaintRequest): Painting {
  const pixels = new Uint8ClampedArray(4 * request.width * request.height)
  const stats = { min: 0, max: 1, mean: 0.5, rms: 0.6, finite: true }
  return { request, pixels, low: 0, high: 1, stats }
}
