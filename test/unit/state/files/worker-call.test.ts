import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { callWorker } from '../../../../src/state/files/worker-call.ts'

/** A worker that can die, and never answers. */
let worker: EventTarget
const never = (died: () => void, over: AbortSignal) => {
  worker.addEventListener('error', died, { signal: over })
  return new Promise<never>(() => undefined)
}
let ended: number
let abort: AbortController
const ends = () => ({
  signal: abort.signal,
  patience: 60_000,
  late: () => new Error('late'),
  dead: () => new Error('dead'),
  giveUp: () => (ended += 1),
})

beforeEach(() => {
  vi.useFakeTimers()
  worker = new EventTarget()
  abort = new AbortController()
  ended = 0
})
afterEach(() => vi.useRealTimers())

describe('a call to a worker', () => {
  test('gives its answer, and nothing ends it afterwards', async () => {
    const seven = (...heard: Parameters<typeof never>) => Promise.race([never(...heard), Promise.resolve(7)])
    expect(await callWorker(seven, ends())).toBe(7)
    worker.dispatchEvent(new Event('error'))
    abort.abort()
    await vi.advanceTimersByTimeAsync(100_000)
    expect(ended).toBe(0)
  })

  test.each([
    ['that hangs is given up', () => vi.advanceTimersByTime(60_000), 'late'],
    ['whose worker dies says so', () => worker.dispatchEvent(new Event('error')), 'dead'],
    ['that is called off ends at once', () => abort.abort(new Error('called off')), 'called off'],
  ])('%s', async (_, act, message) => {
    const call = callWorker(never, ends())
    act()
    await expect(call).rejects.toThrow(message)
    expect(ended).toBe(1)
  })

  test('that was called off before is not made', async () => {
    abort.abort()
    const ask = vi.fn(never)
    await expect(callWorker(ask, ends())).rejects.toThrow()
    expect(ask).not.toHaveBeenCalled()
  })

  test('hands on what the worker throws', async () => {
    await expect(callWorker(() => Promise.reject(new Error('no')), ends())).rejects.toThrow('no')
    expect(ended).toBe(0)
  })
})
