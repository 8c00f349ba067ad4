import { describe, expect, test } from 'vitest'
import { createBank } from '../../src/core/bank/bank.ts'
import type { Pipeline } from '../../src/core/layers/layer.ts'
import { createEngine, type EngineOptions } from '../../src/engine/create-engine.ts'
import { differenceInBits, mapsOf, outputsOf } from '../fixtures/engine-checks.ts'
import { randomTensor, randomValues } from '../fixtures/pipelines.ts'

const input = randomTensor([1, 3, 150, 200], 1)
const bank = createBank(3, 12, [7, 7])
const layers: Pipeline = [
  { type: 'conv2d', bank: { ...bank, weight: randomTensor([12, 3, 7, 7], 2), bias: randomValues(12, 3) } },
  { type: 'relu' },
]

const newWorker = () =>
  new Worker(new URL('../../workers/conv/worker.ts', import.meta.url), { type: 'module' })
const newSlowWorker = () => new Worker(new URL('./slow-worker.ts', import.meta.url), { type: 'module' })
const newHangingWorker = () => new Worker(new URL('./hanging-worker.ts', import.meta.url), { type: 'module' })

const inline = await createEngine({ mode: 'inline', set: 'plain' })
const expected = await outputsOf(inline, input, layers)

const options: EngineOptions = { set: 'plain', stallMs: 1500, mostMemoryMB: 512 }

describe.each(['shared', 'copying'] as const)('%s memory', (mode) => {
  test.each([1, 2])(
    'a worker of %i, terminated in the middle of a run, is replaced and the maps are right',
    async (threads) => {
      const made: Worker[] = []
      const createWorker = () => {
        const worker = newSlowWorker()
        made.push(worker)
        return worker
      }
      const engine = await createEngine({ ...options, mode, threads, createWorker })
      let killed = false
      await engine.run(input, layers, {
        onProgress: (done) => {
          if (killed || done >= 1) return
          killed = true
          made[0]?.terminate()
        },
      })
      expect(killed).toBe(true)
      const outputs = layers.map((_, layer) => mapsOf(engine, layer))
      expect(differenceInBits(outputs, expected)).toBeNull()
      await expect.poll(() => made.length).toBeGreaterThan(threads)
      expect(engine.threads).toBe(threads)
      engine.dispose()
    },
  )

  test.each([1, 2])(
    'a worker of %i that takes work and never answers is replaced and the maps are right',
    async (threads) => {
      let made = 0
      const createWorker = () => (made++ === 0 ? newHangingWorker() : newWorker())
      const engine = await createEngine({ ...options, mode, threads, createWorker })
      const outputs = await outputsOf(engine, input, layers)
      expect(differenceInBits(outputs, expected)).toBeNull()
      expect(made).toBe(threads + 1)
      engine.dispose()
    },
  )

  test('workers that fail again after being replaced end the run with a WorkerError', async () => {
    const engine = await createEngine({ ...options, mode, threads: 1, createWorker: newHangingWorker })
    await expect(engine.run(input, layers)).rejects.toMatchObject({ name: 'WorkerError' })
    engine.dispose()
  })

  test('a cancelled run rejects with AbortError and leaves the last maps', async () => {
    const engine = await createEngine({ ...options, mode, threads: 2, createWorker: newSlowWorker })
    await engine.run(input, layers)
    const before = layers.map((_, layer) => mapsOf(engine, layer))
    const abort = new AbortController()
    const edited = layers.map((layer) =>
      layer.type === 'conv2d' ? { ...layer, bank: { ...layer.bank, bias: randomValues(12, 99) } } : layer,
    )
    const cancelled = engine.run(input, edited, {
      signal: abort.signal,
      onProgress: () => {
        abort.abort()
      },
    })
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
    expect(
      differenceInBits(
        layers.map((_, layer) => mapsOf(engine, layer)),
        before,
      ),
    ).toBeNull()
    engine.dispose()
  })
})

test('a script that is no worker is reported as a WorkerError', async () => {
  const createWorker = () => new Worker('/no-such-worker.js', { type: 'module' })
  await expect(createEngine({ ...options, mode: 'shared', threads: 1, createWorker })).rejects.toMatchObject({
    name: 'WorkerError',
  })
})

describe('unless a mode is asked for, one that does not start gives way, and the maps are the same:', () => {
  test.each<[string, () => Worker, string, RegExp]>([
    [
      'workers without SharedArrayBuffer work on copies',
      () => new Worker(new URL('./no-sharing-worker.ts', import.meta.url), { type: 'module' }),
      'copying',
      /^Workers cannot share memory here \(A worker could not start: SharedArrayBuffer is missing/,
    ],
    [
      'without workers the page computes',
      () => {
        throw new TypeError('Worker is not a constructor')
      },
      'inline',
      /^No workers start here \(A worker could not start: Worker is not a constructor\): the page/,
    ],
    [
      'so it does where their script does not load',
      () => new Worker('/no-such-worker.js', { type: 'module' }),
      'inline',
      /^No workers start here/,
    ],
  ])('%s', async (_, createWorker, mode, why) => {
    const engine = await createEngine({ ...options, threads: 2, createWorker })
    expect([engine.mode, engine.why]).toEqual([mode, expect.stringMatching(why)])
    const outputs = await outputsOf(engine, input, layers)
    expect(differenceInBits(outputs, expected)).toBeNull()
    engine.dispose()
  })
})
