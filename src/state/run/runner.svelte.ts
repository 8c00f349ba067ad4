import { untrack } from 'svelte'
import type { Pipeline } from '../../core/layers/layer.ts'
import { pipelineShapes } from '../../core/layers/pipeline.ts'
import { differInNumbersAlone } from '../../core/layers/same-layers.ts'
import type { Tensor } from '../../core/tensor.ts'
import type { Engine, EngineMode, KernelSet, PaintRequest, Painting, Run } from '../../engine/engine.ts'
import { failureOf, isAbort, type RunFailure } from './run-failure.ts'
import { requestsOf, WantedPaintings, type Completed, type Wanted } from './wanted-paintings.svelte.ts'

export type { Completed, RunFailure }

/** What is to be computed: read reactively. `pending` while a newer input is on its way (a photo being decoded). */
export interface RunSource {
  readonly input: Tensor | null
  readonly layers: Pipeline
  readonly pending: boolean
}

/** A picture and the layers to run on it: one version of what the maps show. */
interface Version {
  readonly input: Tensor
  readonly layers: Pipeline
}

/** A run that is expected to end within this time is left to end: stopping it would only delay what is seen, in ms. */
const SOON = 100

/** A stream of edits lets a run complete when nothing new has been shown for this long, in ms. */
const CADENCE = 150

/**
 * Keeps the maps up to date with the document. The newest edit wins: it aborts the run of an older one, unless that ends
 * soon, or edits come in a stream and nothing has been shown for CADENCE; so maps follow a drag. What the screen wants painted is registered
 * by key; a change of colours or sizes alone paints without a run.
 * Construct it where effects may be made (a component or $effect.root).
 */
export class Runner {
  #engine = $state.raw<Engine | null>(null)
  #completed = $state.raw<Completed | null>(null)
  #failed = $state.raw<(Version & { readonly failure: RunFailure }) | null>(null)
  /** Pictures that could not be painted; another list of wanted ones is tried again. */
  #unpainted = $state.raw<{ readonly wanted: readonly Wanted[]; readonly failure: RunFailure } | null>(null)
  #engineFailure = $state.raw<RunFailure | null>(null)
  #progress = $state(0)
  #threads = $state(0)

  readonly #paintings = new WantedPaintings()
  readonly #source: RunSource
  readonly #now: () => number
  /** Resolves once there is an engine, or none to be had. */
  readonly #ready: Promise<void>
  #working: Promise<void> = Promise.resolve()
  #isWorking = false
  /** What made it has ended, and with it what it would read. */
  #isOver = false
  #active: (Version & { readonly abort: AbortController; readonly since: number }) | null = null
  /** What the last run that completed took, in ms: edits of one kind come one after the other. */
  #lastMs = Infinity
  /** When the oldest edit that is not yet shown was made. */
  #waitingSince: number | null = null

  /** @param now a clock in ms */
  constructor(engine: Promise<Engine>, source: RunSource, now: () => number = () => performance.now()) {
    this.#source = source
    this.#now = now
    this.#ready = engine.then(
      (ready) => {
        this.#engine = ready
        this.#threads = ready.threads
      },
      (error: unknown) => {
        this.#engineFailure = failureOf(error)
      },
    )
    $effect(() => {
      void [this.#engine, source.input, source.layers, this.#paintings.all]
      untrack(() => this.#changed())
    })
    $effect(() => () => (this.#isOver = true))
  }

  /**
   * The last completed run with what it computed; it stays while a newer document fails or is being computed, but not
   * without a picture.
   */
  readonly completed: Completed | null = $derived.by(() =>
    this.#source.input === null ? null : this.#completed,
  )

  /** The last completed run. */
  get lastRun(): Run | null {
    return this.completed?.run ?? null
  }

  /** The engine, null until it is ready. */
  get engine(): Engine | null {
    return this.#engine
  }

  /** Workers of the engine, 0 until it is ready. */
  get threads(): number {
    return this.#threads
  }

  /** Where the engine computes, null until it is ready. */
  get mode(): EngineMode | null {
    return this.#engine?.mode ?? null
  }

  /** The engine's instruction set, null until it is ready. */
  get set(): KernelSet | null {
    return this.#engine?.set ?? null
  }

  /** Why the engine runs in its mode, in plain words. */
  get why(): string {
    return this.#engine?.why ?? ''
  }

  /** 0..1 through the newest run; null while the picture for it is still on its way. */
  readonly progress: number | null = $derived.by(() => (this.#source.pending ? null : this.#progress))

  readonly #isCurrent: boolean = $derived.by(() => this.#isNewest(this.#completed))
  readonly #hasFailed: boolean = $derived.by(() => this.#isNewest(this.#failed))
  readonly #stale: readonly Wanted[] = $derived.by(() => {
    const givenUp = this.#unpainted?.wanted === this.#paintings.all
    return this.#completed === null || givenUp ? [] : this.#paintings.stale(this.#completed)
  })

  /** Why the current document has no maps, or null. */
  readonly error: RunFailure | null = $derived.by(() => {
    if (this.#engineFailure !== null) return this.#engineFailure
    if (this.#hasFailed) return this.#failed?.failure ?? null
    return this.#unpainted?.wanted === this.#paintings.all ? this.#unpainted.failure : null
  })

  /** From an accepted change until the newest run's maps are painted. */
  readonly busy: boolean = $derived.by(() => {
    if (this.#source.pending) return true
    if (this.#source.input === null || this.#engineFailure !== null) return false
    return (!this.#isCurrent && !this.#hasFailed) || this.#stale.length > 0
  })

  /** Ask for a picture under a key, or no longer (null). A request may name maps that only the next run makes. */
  wants(key: string, request: PaintRequest | null): void {
    this.#paintings.want(key, request)
  }

  /** The newest picture of a key; that of the last good run while a newer one is computed. */
  painting(key: string): Painting | null {
    return this.#paintings.newest(key)
  }

  /**
   * Begin at once with an edit that leaves all shapes and settings as they were, such as that of a weight. The screen wants
   * the same pictures of it, so the workers can begin before the screen has looked at the edit.
   */
  begin(): void {
    const { input, layers } = this.#source
    const completed = this.#completed
    if (completed?.input === input && differInNumbersAlone(completed.layers, layers)) this.#changed(true)
  }

  /** Whether a run of this picture is shown, under way or waiting. */
  uses(input: Tensor): boolean {
    return (
      this.#completed?.input === input || this.#active?.input === input || this.#engine?.uses(input) === true
    )
  }

  /** Change the number of workers, at least 1. */
  async setThreads(threads: number): Promise<void> {
    const engine = this.#engine
    if (engine === null) return
    await engine.setThreads(threads)
    this.#threads = engine.threads
  }

  /** Resolves with the newest run once everything is computed and painted. @throws Error that says what failed */
  async settled(): Promise<Completed> {
    await this.#ready
    this.#changed()
    while (this.#isWorking) await this.#working
    const completed = this.#completed
    if (this.error !== null) throw new Error(this.error.message)
    if (completed === null) throw new Error('No picture is open.')
    return completed
  }

  /** Stop, and end the engine's workers. */
  dispose(): void {
    this.#active?.abort.abort()
    this.#engine?.dispose()
    this.#engine = null
  }

  #isNewest(version: Version | null): boolean {
    if (version === null) return false
    return version.input === this.#source.input && version.layers === this.#source.layers
  }

  /** @param isKnown whether the screen has said what it wants of the newest document */
  #changed(isKnown = false): void {
    if (this.#source.input === null) this.#forget()
    else if (!this.#isCurrent && !this.#hasFailed) this.#waitingSince ??= this.#now()
    const active = this.#active
    if (active === null && !this.#isCurrent) this.#progress = 0
    if (active !== null && !this.#isNewest(active)) {
      const now = this.#now()
      const endsSoon = this.#lastMs - (now - active.since) <= SOON
      const starved = this.#waitingSince !== null && now - this.#waitingSince >= CADENCE
      if (active.input !== this.#source.input || !(endsSoon || starved)) {
        active.abort.abort()
        this.#progress = 0
      }
    }
    if (this.#isWorking) return
    this.#isWorking = true
    this.#working = this.#work(isKnown)
  }

  /** Nothing of a picture that is gone comes back with the next one. */
  #forget(): void {
    this.#completed = null
    this.#failed = null
    this.#waitingSince = null
    this.#paintings.clear()
  }

  /** Run and paint, one after the other, until the screen shows the newest document. */
  async #work(isKnown: boolean): Promise<void> {
    try {
      // all parts of the screen first say what they want after one change; planning it is a task by itself
      if (!isKnown) await new Promise((resolve) => setTimeout(resolve))
      for (;;) {
        const engine = this.#engine
        if (engine === null || this.#isOver) return
        const { input, layers } = this.#source
        if (input === null) return
        if (!this.#isCurrent && !this.#hasFailed) await this.#run(engine, { input, layers })
        else if (this.#completed !== null && this.#stale.length > 0)
          await this.#paint(engine, this.#completed)
        else return
      }
    } finally {
      this.#isWorking = false
    }
  }

  async #run(engine: Engine, version: Version): Promise<void> {
    const abort = new AbortController()
    const since = this.#now()
    this.#active = { ...version, abort, since }
    this.#progress = 0
    try {
      const { input, layers } = version
      const shapes = pipelineShapes(input.shape, layers)
      const wanted = this.#paintings.stale({ input, layers, shapes })
      const run = await engine.run(input, layers, {
        signal: abort.signal,
        paint: requestsOf(wanted, { input, shapes }),
        onProgress: (done) => (this.#progress = abort.signal.aborted ? this.#progress : done),
      })
      if (this.#source.input === null) return
      // Even a run that was called off too late is the engine's last: paint works on it.
      const completed = { run, input, layers, shapes }
      this.#paintings.publish(wanted, run.paintings, completed)
      this.#completed = completed
      this.#lastMs = this.#now() - since
      this.#waitingSince = this.#isCurrent ? null : this.#now()
      this.#progress = 1
    } catch (error) {
      if (isAbort(error)) return
      this.#failed = { ...version, failure: failureOf(error) }
      this.#waitingSince = null
    } finally {
      this.#active = null
    }
  }

  async #paint(engine: Engine, completed: Completed): Promise<void> {
    const abort = new AbortController()
    this.#active = { input: completed.input, layers: completed.layers, abort, since: this.#now() }
    const all = this.#paintings.all
    const wanted = this.#stale
    try {
      const paintings = await engine.paint(requestsOf(wanted, completed), abort.signal)
      this.#paintings.publish(wanted, paintings, completed)
    } catch (error) {
      if (!isAbort(error)) this.#unpainted = { wanted: all, failure: failureOf(error) }
    } finally {
      this.#active = null
    }
  }
}
