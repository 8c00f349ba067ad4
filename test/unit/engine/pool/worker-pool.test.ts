import { afterEach, expect, test, vi } from 'vitest'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'

/** A worker that answers whatever it is asked, once it has started. */
class ReadyWorker extends EventTarget implements Worker {
  onmessage = null
  onmessageerror = null
  onerror = null
  isRunning = true

  constructor(private readonly started: Promise<void> = Promise.resolve()) {
    super()
  }

  postMessage({ id }: { id: string }): void {
    void this.started.then(() => {
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
  vi.useRealTimers()
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

/** A pool whose workers start after so many seconds of a clock that the test winds. */
function slowPool(...seconds: readonly number[]) {
  vi.useFakeTimers()
  const rest = [...seconds]
  const createWorker = () => {
    const wait = 1000 * (rest.shift() ?? 0)
    return new ReadyWorker(new Promise((resolve) => setTimeout(resolve, wait)))
  }
  const pool = new WorkerPool({ set: 'plain', memory: null, createWorker })
  const ended = pool.resize(seconds.length).then(
    () => 'started',
    (error: unknown) => String(error),
  )
  return { pool, ended }
}

test('a machine on which many workers start one after the other is slow, not broken', async () => {
  const { pool, ended } = slowPool(15, 30, 45, 60)
  await vi.advanceTimersByTimeAsync(100_000)
  expect(await ended).toBe('started')
  expect(pool.workers).toHaveLength(4)
})

test('a worker that does not start while none other does is given up, and so are all', async () => {
  const { pool, ended } = slowPool(15, 36, 1000)
  await vi.advanceTimersByTimeAsync(100_000)
  expect(await ended).toMatch('A worker did not start within 20 s')
  expect(pool.workers).toHaveLength(0)
})
