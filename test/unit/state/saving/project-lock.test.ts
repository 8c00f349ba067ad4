import { afterEach, describe, expect, test, vi } from 'vitest'
import { holdProject } from '../../../../src/state/saving/project-lock.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

type Granted = (lock: object | null) => unknown

/** Locks of a browser so busy that no answer comes before a request's time is over. */
function slowLocks(heldElsewhere: boolean) {
  vi.useFakeTimers()
  const request = (_name: string, { signal, ifAvailable }: LockOptions, granted: Granted) => {
    if (signal || ifAvailable !== true) return new Promise(() => undefined)
    return Promise.resolve(granted(heldElsewhere ? null : {}))
  }
  vi.stubGlobal('navigator', { locks: { request } })
}

describe('a project that the browser does not hand out in time', () => {
  test('is held where no other tab has it', async () => {
    slowLocks(false)
    const held = holdProject('a', 'wait', () => undefined)
    await vi.runAllTimersAsync()
    expect(await held).not.toBeNull()
  })

  test('is elsewhere where another tab has it', async () => {
    slowLocks(true)
    const held = holdProject('a', 'wait', () => undefined)
    await vi.runAllTimersAsync()
    expect(await held).toBeNull()
  })
})

/** A lock that somebody has until it is let go. */
function heldLock(): { letGo(): void } {
  const free = new AbortController()
  const request = (_name: string, { signal, ifAvailable }: LockOptions, granted: Granted) => {
    if (ifAvailable === true) return Promise.resolve(granted(free.signal.aborted ? {} : null))
    return new Promise((resolve, reject) => {
      free.signal.addEventListener('abort', () => resolve(granted({})))
      signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
    })
  }
  vi.stubGlobal('navigator', { locks: { request } })
  return { letGo: () => free.abort() }
}

describe('a project that something holds', () => {
  test('is waited for while what holds it does not answer, as a page that is being left', async () => {
    vi.useFakeTimers()
    const other = heldLock()
    const mine = holdProject('b', 'wait', () => undefined)
    await vi.advanceTimersByTimeAsync(4000)
    other.letGo()
    expect(await mine).not.toBeNull()
  })

  test('is elsewhere as soon as another tab says so', async () => {
    heldLock()
    const tab = new BroadcastChannel('filterbank-projects')
    tab.addEventListener('message', ({ data }) => {
      expect(data).toEqual({ type: 'who', id: 'c' })
      tab.postMessage({ type: 'held', id: 'c' })
    })
    vi.useFakeTimers() // no time goes by
    expect(await holdProject('c', 'wait', () => undefined)).toBeNull()
    tab.close()
  })
})
