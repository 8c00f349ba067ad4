import { flushSync } from 'svelte'
import type { Pipeline } from '../../../src/core/layers/layer.ts'
import type { Tensor } from '../../../src/core/tensor.ts'
import type { Engine, PaintRequest } from '../../../src/engine/engine.ts'
import { Runner } from '../../../src/state/run/runner.svelte.ts'
import { conv } from './documents.ts'
import { FakeEngine } from './fake-engine.ts'

export const picture = (): Tensor => ({ shape: [1, 3, 4, 6], data: new Float32Array(72) })

export const request = (layer: number, channel: number, width = 6): PaintRequest => ({
  layer,
  channel,
  width,
  height: 4,
  colors: new Uint32Array(256),
  range: { type: 'map', symmetric: false },
})

/** What a runner computes, for tests to change. */
class Source {
  input = $state.raw<Tensor | null>(picture())
  layers = $state.raw<Pipeline>([conv(3, 4)])
  pending = $state(false)
}

/** Let effects and everything that waits go on. */
export async function settle(): Promise<void> {
  flushSync()
  await new Promise((resolve) => setTimeout(resolve))
}

/** A runner whose engine and clock tests work by hand; it has begun its first run. */
export class HandRun {
  readonly engine = new FakeEngine()
  readonly source = new Source()
  readonly runner: Runner
  now = 0
  readonly #stop: () => void

  /** @param engine in place of the one worked by hand */
  constructor(engine?: Promise<Engine>) {
    const made: Runner[] = []
    this.#stop = $effect.root(() => {
      made.push(new Runner(engine ?? Promise.resolve(this.engine), this.source, () => this.now))
    })
    const [runner] = made
    if (runner === undefined) throw new Error('no runner was made')
    this.runner = runner
  }

  stop(): void {
    this.#stop()
  }

  /** An edit: new layers, of as many filters. */
  async edit(layers: Pipeline = [conv(3, 4)]): Promise<Pipeline> {
    this.source.layers = layers
    await settle()
    return layers
  }

  lastRun() {
    const run = this.engine.runs.at(-1)
    if (run === undefined) throw new Error('no run was asked for')
    return run
  }
}
