import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import type { ParamField } from '../core/errors.ts'
import type { Pipeline } from '../core/layers.ts'
import { pipelineShapes } from '../core/pipeline.ts'
import type { Shape4, Tensor } from '../core/tensor.ts'
import type { Engine, EngineMode, KernelSet, PaintRequest, Painting, Run } from '../engine/engine.ts'

/** What is to be computed: read reactively. `pending` while a newer input is on its way (a photo being decoded). */
export interface RunSource {
  readonly input: Tensor | null
  readonly layers: Pipeline
  readonly pending: boolean
}

/** Why the newest document has no maps: plain words, and where they belong. */
export interface RunFailure {
  readonly name: string
  readonly message: string
  readonly layer: number | null
  readonly field: ParamField | null
}

/** A completed run and what it computed. */
export interface Completed {
  readonly run: Run
  readonly input: Tensor
  readonly layers: Pipeline
  /** Output shape of every layer. */
  readonly shapes: readonly Shape4[]
}

interface Failed {
  readonly input: Tensor
  readonly layers: Pipeline
  readonly failure: RunFailure
}

interface Painted {
  readonly request: PaintRequest
  readonly painting: Painting
  readonly completed: Completed
}

/** A stream of edits lets a run complete when nothing new has been shown for this long, in ms. */
const CADENCE = 150

/**
 * Keeps the maps up to date with the document. The newest edit wins: an edit aborts the run of an older one, unless
 * edits come in a stream and nothing has been shown for CADENCE; so maps follow a drag. What the screen wants painted
 * is registered by key; a change of colours or sizes alone paints without a run.
 * Construct it where effects may be made (a component or $effect.root).
 */
export class Runner {
  #engine = $state.raw<Engine | null>(null)
  #completed = $state.raw<Completed | null>(null)
  #failed = $state.raw<Failed | null>(null)
  #engineFailure = $state.raw<RunFailure | null>(null)
  #progress = $state(0)
  #threads = $state(0)
  readonly #wanted = new SvelteMap<string, PaintRequest>()
  readonly #painted = new SvelteMap<string, Painted>()

  readonly #source: RunSource
  readonly #now: () => number
  #working: Promise<void> | null = null
  #active: { abort: AbortController; input: Tensor; layers: Pipeline } | null = null
  /** When the oldest edit that is not yet shown was made. */
  #waitingSince: number | null = null

  constructor(engine: Promise<Engine>, source: RunSource, now: () => number = () => performance.now()) {
    this.#source = source
    this.#now = now
    engine.then(
      (ready) => {
        this.#engine = ready
        this.#threads = ready.threads
      },
      (error: unknown) => (this.#engineFailure = failureOf(error)),
    )
    $effect(() => {
      if (this.#isDue) untrack(() => this.#changed())
    })
  }

  /** The last completed run with what it computed; its maps stay while a newer document fails or is being computed. */
  get completed(): Completed | null {
    return this.#completed
  }

  get lastRun(): Run | null {
    return this.#completed?.run ?? null
  }

  /** The engine, null until it is ready. */
  get engine(): Engine | null {
    return this.#engine
  }

  get threads(): number {
    return this.#threads
  }

  get mode(): EngineMode | null {
    return this.#engine?.mode ?? null
  }

  get set(): KernelSet | null {
    return this.#engine?.set ?? null
  }

  /** Why the engine runs in its mode, in plain words. */
  get why(): string {
    return this.#engine?.why ?? ''
  }

  /** 0..1 through the newest run. */
  get progress(): number {
    return this.#progress
  }

  readonly #isCurrent = $derived.by(() => this.#matches(this.#completed))

  /** Why the current document has no maps, or null. */
  readonly error: RunFailure | null = $derived.by(
    () => this.#engineFailure ?? (this.#failed && this.#matches(this.#failed) ? this.#failed.failure : null),
  )

  /** From an accepted change until the newest run's maps are painted. */
  readonly busy: boolean = $derived.by(() => {
    if (this.#source.pending) return true
    if (this.#source.input === null || this.error !== null) return false
    return !this.#isCurrent || this.#stale.length > 0
  })

  /** Wanted pictures that are not painted as wanted from the last completed run. */
  readonly #stale: readonly (readonly [string, PaintRequest])[] = $derived.by(() => {
    const completed = this.#completed
    if (completed === null) return []
    return [...this.#wanted].filter(([key, request]) => {
      const painted = this.#painted.get(key)
      const upToDate = painted?.request === request && painted.completed === completed
      return !upToDate && exists(request, completed)
    })
  })

  /** Ask for a picture under a key, or no longer (null). A request may name maps that the next run makes. */
  wants(key: string, request: PaintRequest | null): void {
    if (request === null) {
      this.#wanted.delete(key)
      this.#painted.delete(key)
    } else this.#wanted.set(key, request)
  }

  /** The newest picture painted for a key; of the last good run while a newer one is computed. */
  painting(key: string): Painting | null {
    return this.#painted.get(key)?.painting ?? null
  }

  /** Change the number of workers, at least 1. */
  async setThreads(threads: number): Promise<void> {
    if (this.#engine === null) return
    await this.#engine.setThreads(threads)
    this.#threads = this.#engine.threads
  }

  /** Resolves with the newest run when nothing is left to compute. @throws Error with the failure's message */
  async settled(): Promise<Completed> {
    this.#changed()
    while (this.#working !== null) await this.#working
    if (this.error !== null) throw new Error(this.error.message)
    if (this.#completed === null) throw new Error('No picture is open.')
    return this.#completed
  }

  dispose(): void {
    this.#active?.abort.abort()
    this.#engine?.dispose()
    this.#engine = null
  }

  #matches(of: { readonly input: Tensor; readonly layers: Pipeline } | null): boolean {
    return of !== null && of.input === this.#source.input && of.layers === this.#source.layers
  }

  #changed(): void {
    const isNew = !this.#isCurrent && this.error === null && this.#source.input !== null
    if (isNew) this.#waitingSince ??= this.#now()
    const active = this.#active
    if (active !== null && !this.#matches(active)) {
      const starved = this.#waitingSince !== null && this.#now() - this.#waitingSince >= CADENCE
      if (active.input !== this.#source.input || !starved) active.abort.abort()
    }
    this.#working ??= this.#work().finally(() => (this.#working = null))
  }

  /** Run and paint, one after the other, until the screen shows the newest document. */
  async #work(): Promise<void> {
    await Promise.resolve() // let all effects of one change register what they want
    for (;;) {
      const engine = this.#engine
      const { input, layers } = this.#source
      if (engine === null || input === null) return
      if (!this.#isCurrent && this.error === null) await this.#run(engine, input, layers)
      else if (this.#completed !== null && this.#stale.length > 0) await this.#paint(engine, this.#completed)
      else return
    }
  }

  async #run(engine: Engine, input: Tensor, layers: Pipeline): Promise<void> {
    const abort = new AbortController()
    this.#active = { abort, input, layers }
    this.#progress = 0
    try {
      const shapes = pipelineShapes(input.shape, layers)
      const wanted = [...this.#wanted].filter(([, request]) => exists(request, { input, shapes }))
      const run = await engine.run(input, layers, {
        signal: abort.signal,
        paint: wanted.map(([, request]) => fitted(request, { input, shapes })),
        onProgress: (done) => {
          if (!abort.signal.aborted) this.#progress = done
        },
      })
      if (abort.signal.aborted) return
      this.#completed = { run, input, layers, shapes }
      this.#progress = 1
      this.#waitingSince = this.#matches(this.#completed) ? null : this.#now()
      this.#publish(wanted, run.paintings, this.#completed)
    } catch (error) {
      if (!isAbort(error)) this.#failed = { input, layers, failure: failureOf(error) }
    } finally {
      this.#active = null
    }
  }

  async #paint(engine: Engine, completed: Completed): Promise<void> {
    const abort = new AbortController()
    this.#active = { abort, input: completed.input, layers: completed.layers }
    const wanted = this.#stale
    try {
      const requests = wanted.map(([, request]) => fitted(request, completed))
      this.#publish(wanted, await engine.paint(requests, abort.signal), completed)
    } catch (error) {
      if (!isAbort(error)) this.#failed = { ...completed, failure: failureOf(error) }
    } finally {
      this.#active = null
    }
  }

  #publish(
    wanted: readonly (readonly [string, PaintRequest])[],
    paintings: readonly Painting[],
    completed: Completed,
  ): void {
    wanted.forEach(([key, request], i) => {
      const painting = paintings[i]
      const now = this.#wanted.get(key)
      const sameMap = now?.layer === request.layer && now.channel === request.channel
      if (painting !== undefined && sameMap) this.#painted.set(key, { request, painting, completed })
    })
  }
}

type Shapes = Pick<Completed, 'input' | 'shapes'>

function shapeOf(layer: number, { input, shapes }: Shapes): Shape4 | undefined {
  return layer === -1 ? input.shape : shapes[layer]
}

function exists(request: PaintRequest, of: Shapes): boolean {
  const shape = shapeOf(request.layer, of)
  return shape !== undefined && request.channel < shape[0] * shape[1]
}

/** The request with the picture at most as large as the map, in proportion. */
function fitted(request: PaintRequest, of: Shapes): PaintRequest {
  const shape = shapeOf(request.layer, of)
  if (shape === undefined) return request
  const width = Math.max(1, Math.min(Math.round(request.width), shape[3]))
  const height = Math.max(1, Math.min(Math.round(request.height), shape[2]))
  return { ...request, width, height }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

function failureOf(error: unknown): RunFailure {
  const name = error instanceof Error ? error.name : 'Error'
  const message = error instanceof Error ? error.message : String(error)
  const place: { layer?: unknown; field?: unknown } = typeof error === 'object' && error !== null ? error : {}
  return {
    name,
    message,
    layer: typeof place.layer === 'number' ? place.layer : null,
    field: name === 'ShapeError' && typeof place.field === 'string' ? (place.field as ParamField) : null,
  }
}
