import type { Engine, Run, TimelineSpan } from '../../../src/engine/engine.ts'
import type { Tensor } from '../../../src/core/tensor.ts'
import type { Contender, Sampled, Task, Timed } from '../contender.ts'
import type { Point } from '../samples.ts'

/**
 * A way to call the engine. `edit`: weights change, the picture stays, as while editing. `load`: a new picture each time,
 * copied in and padded, with the same weights. `direct`: as `edit`, without the faster algorithms.
 */
export type Way = 'edit' | 'load' | 'direct'

/**
 * Our engine: the whole call of `run` on one Conv2d. Where the picture stays, two sets of weights take turns: maps that are
 * already there would not be computed again.
 */
export function ours(
  engine: Engine,
  { input, banks: both, points }: Task,
  way: Way,
  name: string,
): Contender {
  const banks = way === 'load' ? both.slice(0, 1) : both
  let turn = 0
  let algorithm = ''

  async function run(): Promise<{ run: Run; weights: Float32Array; ms: number }> {
    const bank = banks[turn++ % banks.length]
    if (bank === undefined) throw new RangeError('there are no weights')
    const picture: Tensor = way === 'load' ? { ...input } : input
    const start = performance.now()
    const done = await engine.run(picture, bank.layers, { exactDenseWork: way === 'direct' })
    const ms = performance.now() - start
    if (done.computed.maps !== done.computed.of) throw new Error('a run left out maps')
    algorithm = done.outputs[0]?.algorithm ?? ''
    return { run: done, weights: bank.weights, ms }
  }

  return {
    name,
    get algorithm() {
      return algorithm
    },
    async time(): Promise<Timed> {
      const { run: done, ms } = await run()
      const kernel = extent(done.timeline.filter(({ layer }) => layer === 0))
      const all = extent(done.timeline)
      return { ms, kernelMs: kernel.end - kernel.start, beforeMs: all.start, afterMs: ms - all.end }
    },
    async sample(): Promise<Sampled[]> {
      const sampled: Sampled[] = []
      for (let i = 0; i < banks.length; i++) {
        const { weights } = await run()
        sampled.push({ weights, values: valuesAt(engine, points) })
      }
      return sampled
    },
    dispose() {
      // The engine serves all cases.
    },
  }
}

/** When the first of some spans began and the last ended, in ms since the run began. */
function extent(spans: readonly TimelineSpan[]): { readonly start: number; readonly end: number } {
  return {
    start: spans.reduce((least, { start }) => Math.min(least, start), Infinity),
    end: spans.reduce((most, { end }) => Math.max(most, end), -Infinity),
  }
}

function valuesAt(engine: Engine, points: readonly Point[]): number[] {
  const lease = engine.lease(0)
  const [, , , width] = lease.shape
  const values = new Array<number>(points.length)
  for (const map of new Set(points.map(([channel]) => channel))) {
    const data = lease.copy(map)
    for (const [i, [channel, y, x]] of points.entries()) {
      if (channel === map) values[i] = data[y * width + x] ?? NaN
    }
  }
  lease.release()
  return values
}
