import { afterEach, expect, test, vi } from 'vitest'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'

/** A worker that answers whatever it is asked. */
class ReadyWorker extends EventTarget implements Worker {
  onmessage = null
  onmessageerror = null
  onerror = null
  isRunning = true

  postMessage({ id }: { id: string }): void {
    queueMicrotask(() => {
      const data = { id, type: 'RAW', value: undefined }
      this.dispatchEvent(new MessageEvent('message', { data }))
    })
  }

  terminate(): void {
    this.isRunning = false
  }
}

/** A pool, the workers it made, and what Comlink would hold for as long as the page lives. */
async function startPool(count: number) {
  const held = new Set<unknown>()
  vi.spyOn(FinalizationRegistry.prototype, 'register').mockImplementation((_target, _worker, token) => {
    held.add(token)
  })
  vi.spyOn(FinalizationRegistry.prototype, 'unregister').mockImplementation((token) => held.delete(token))
  const made: ReadyWorker[] = []
  const createWorker = () => {
    const worker = new ReadyWorker()
    made.push(worker)
    return worker
  }
  const pool = new WorkerPool({ set: 'plain', memory: null, createWorker })
  await pool.resize(count)
  return { pool, made, held }
}

afterEach(() => {
  vi.restoreAllMocks()
})

test('a pool that becomes smaller, replaces workers and is given up leaves none behind', async () => {
  const { pool, made, held } = await startPool(3)
  const apis = new Set<unknown>()
  const counts = () => {
    for (const { api } of pool.workers) apis.add(api)
    return [made.filter(({ isRunning }) => isRunning).length, [...apis].filter((api) => held.has(api)).length]
  }
  expect(counts()).toEqual([3, 3])
  await pool.resize(2)
  expect(counts()).toEqual([2, 2])
  const [first] = pool.workers
  if (first === undefined) throw new Error('no worker')
  await pool.replace(first)
  await pool.replace(first)
  expect(counts()).toEqual([2, 2])
  pool.dispose()
  expect(counts()).toEqual([0, 0])
})
