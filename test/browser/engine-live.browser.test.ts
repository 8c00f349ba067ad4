import { describe, expect, test } from 'vitest'
import { setWeight } from '../../src/core/bank/bank.ts'
import { defaultPipeline } from '../../src/core/presets/default-pipeline.ts'
import type { Pipeline } from '../../src/core/layers/layer.ts'
import { createEngine } from '../../src/engine/create-engine.ts'
import { differenceInBits, mapsOf, outputsOf } from '../fixtures/engine-checks.ts'
import { randomTensor } from '../fixtures/pipelines.ts'

const input = randomTensor([1, 3, 401, 599], 5)

function edit(layers: Pipeline, at: number, filter: number, value: number): Pipeline {
  return layers.map((layer, i) =>
    i === at && layer.type === 'conv2d'
      ? { ...layer, bank: setWeight(layer.bank, filter, 0, 1, 1, value) }
      : layer,
  )
}

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError'

describe.each(['shared', 'copying'] as const)('%s memory', (mode) => {
  test('an edit recomputes its filter and what follows from it, nothing else', async () => {
    const engine = await createEngine({ mode, threads: 2, mostMemoryMB: 512 })
    const layers = defaultPipeline()
    const first = await engine.run(input, layers)
    expect(first.computed).toEqual({ maps: 32, of: 32 })
    const same = await engine.run(input, [...layers])
    expect(same.computed.maps).toBe(0)
    // filter 5 of the second convolution alone
    const second = await engine.run(input, edit(layers, 2, 5, 0.7))
    expect(second.computed.maps).toBe(1)
    // filter 5 of the first: itself, its ReLU, and the 4 filters of group 2 that see channel 5; and filter 5 back
    const third = await engine.run(input, edit(layers, 0, 5, 0.7))
    expect(third.computed.maps).toBe(1 + 1 + 4 + 1)
    engine.dispose()
  })

  test('edit 1 cancelled by edit 2 on another filter: both are applied', async () => {
    const engine = await createEngine({ mode, threads: 2, mostMemoryMB: 512 })
    const layers = defaultPipeline()
    await engine.run(input, layers)
    const abort = new AbortController()
    const once = edit(layers, 0, 1, 0.3)
    const twice = edit(once, 0, 6, -0.4)
    const first = engine.run(input, once, { signal: abort.signal })
    abort.abort()
    await expect(first).rejects.toSatisfy(isAbort)
    const outputs = await outputsOf(engine, input, twice)
    const fresh = await createEngine({ mode: 'inline' })
    expect(differenceInBits(outputs, await outputsOf(fresh, input, twice))).toBeNull()
    engine.dispose()
  })

  test('200 rapid edits leave the result of the last one, and no more workers or memory than before', async () => {
    let workers = 0
    const createWorker = () => {
      workers++
      return new Worker(new URL('../../workers/conv/worker.ts', import.meta.url), { type: 'module' })
    }
    const engine = await createEngine({ mode, threads: 2, mostMemoryMB: 512, createWorker })
    let layers = defaultPipeline()
    await engine.run(input, layers)
    await engine.run({ ...input }, layers)
    const { memory } = await engine.run(input, layers)
    let abort = new AbortController()
    let last: Promise<unknown> = Promise.resolve()
    for (let i = 0; i < 200; i++) {
      abort.abort()
      abort = new AbortController()
      layers = edit(layers, i % 2 === 0 ? 0 : 2, i % 8, i / 100)
      const run = engine.run(input, layers, { signal: abort.signal })
      last = run
      run.catch((error: unknown) => {
        if (!isAbort(error)) throw error
      })
      if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await last
    const outputs = layers.map((_, layer) => mapsOf(engine, layer))
    const fresh = await createEngine({ mode: 'inline' })
    expect(differenceInBits(outputs, await outputsOf(fresh, input, layers))).toBeNull()
    expect(workers).toBe(2)
    expect((await engine.run(input, layers)).memory).toBeLessThanOrEqual(memory)
    engine.dispose()
  })

  test('a run aside uses what the last run has, and leaves it as it is', async () => {
    const engine = await createEngine({ mode, threads: 2, mostMemoryMB: 512 })
    const layers = defaultPipeline()
    await engine.run(input, layers)
    const before = layers.map((_, layer) => mapsOf(engine, layer))
    const { memory } = await engine.run(input, layers)
    const beside = await engine.run(input, edit(layers, 2, 5, 0.7), { aside: true })
    expect(beside.computed.maps).toBe(1)
    const after = layers.map((_, layer) => mapsOf(engine, layer))
    expect(differenceInBits(after, before)).toBeNull()
    const again = await engine.run(input, layers)
    expect(again.computed.maps).toBe(0)
    expect(again.memory).toBe(memory)
    engine.dispose()
  })

  test('a lease keeps its maps while later runs complete', async () => {
    const engine = await createEngine({ mode, threads: 2, mostMemoryMB: 512 })
    let layers = defaultPipeline()
    await engine.run(input, layers)
    const lease = engine.lease(0)
    const before = lease.copy(5)
    for (let i = 0; i < 4; i++) {
      layers = edit(layers, 0, 5, i)
      await engine.run(input, layers)
    }
    expect(lease.copy(5)).toEqual(before)
    lease.release()
    expect(() => lease.copy(5)).toThrow(RangeError)
    engine.dispose()
  })
})

test('what does not fit into memory is refused with the numbers, and the last maps stay', async () => {
  const engine = await createEngine({ mode: 'shared', threads: 1, mostMemoryMB: 256 })
  const layers = defaultPipeline()
  const [small] = await outputsOf(engine, input, layers)
  const large = { shape: [1, 3, 3000, 4000] as const, data: new Float32Array(3 * 3000 * 4000) }
  await expect(engine.run(large, layers)).rejects.toMatchObject({ name: 'MemoryError' })
  expect(differenceInBits([mapsOf(engine, 0)], small === undefined ? [] : [small])).toBeNull()
  engine.dispose()
})

test('a browser that cannot wait without blocking goes by the answers of the workers', async () => {
  const { waitAsync } = Atomics
  Reflect.deleteProperty(Atomics, 'waitAsync')
  try {
    const engine = await createEngine({ mode: 'shared', threads: 2, mostMemoryMB: 512 })
    const layers = defaultPipeline()
    await engine.run(input, layers)
    const edited = edit(layers, 0, 3, 0.6)
    const outputs = await outputsOf(engine, input, edited)
    const fresh = await createEngine({ mode: 'inline' })
    expect(differenceInBits(outputs, await outputsOf(fresh, input, edited))).toBeNull()
    engine.dispose()
  } finally {
    Object.defineProperty(Atomics, 'waitAsync', { value: waitAsync, writable: true, configurable: true })
  }
})
