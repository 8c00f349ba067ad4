import { expect, test } from 'vitest'
import { createBank } from '../../src/core/bank/bank.ts'
import type { Pipeline } from '../../src/core/layers/layer.ts'
import { createEngine } from '../../src/engine/create-engine.ts'
import { differenceInBits, outputsOf } from '../fixtures/engine-checks.ts'
import { randomTensor, randomValues } from '../fixtures/pipelines.ts'

/** Runs of each mode in which a worker dies: a few whenever the tests run, `npm run test:crash -- --workers=N` for more. */
const KILLS = Number(import.meta.env['VITE_WORKER_KILLS'] ?? 6)
const SEED = Number(import.meta.env['VITE_WORKER_SEED'] ?? 1)
const THREADS = 2

const input = randomTensor([1, 3, 120, 160], 1)
const bank = createBank(3, 12, [7, 7])
const layersOf = (round: number): Pipeline => [
  {
    type: 'conv2d',
    bank: { ...bank, weight: randomTensor([12, 3, 7, 7], round), bias: randomValues(12, round + 1) },
  },
  { type: 'relu' },
]

test.each(['shared', 'copying'] as const)(
  `%s memory: in each of ${KILLS} runs a worker is terminated at some moment, and the maps are right`,
  async (mode) => {
    const alive = new Set<Worker>()
    let killed = 0
    const createWorker = () => {
      const worker = new Worker(new URL('../../workers/conv/worker.ts', import.meta.url), { type: 'module' })
      const terminate = worker.terminate.bind(worker)
      worker.terminate = () => {
        alive.delete(worker)
        terminate()
      }
      alive.add(worker)
      return worker
    }
    const inline = await createEngine({ mode: 'inline', set: 'plain', mostMemoryMB: 64 })
    // Longer than a tile takes, even on a machine under load.
    const shared = { set: 'plain', mostMemoryMB: 256, stallMs: 500 } as const
    const engine = await createEngine({ ...shared, mode, threads: THREADS, createWorker })
    const { ms } = await engine.run(input, layersOf(0))
    const choices = randomValues(2 * KILLS, SEED).map((value) => (value + 2) / 4)
    for (let round = 0; round < KILLS; round++) {
      const layers = layersOf(round + 1)
      const expected = await outputsOf(inline, input, layers)
      const [share = 0, which = 0] = choices.subarray(2 * round)
      const moment = new Promise<void>((resolve) => {
        setTimeout(() => {
          const victims = [...alive]
          const victim = victims[Math.floor(which * victims.length)]
          victim?.terminate()
          if (victim !== undefined) killed++
          resolve()
        }, ms * share)
      })
      const [outputs] = await Promise.all([outputsOf(engine, input, layers), moment])
      expect(differenceInBits(outputs, expected), `round ${round}`).toBeNull()
      expect(engine.threads).toBe(THREADS)
    }
    expect(killed).toBeGreaterThan(0)
    engine.dispose()
    inline.dispose()
  },
)
