import { afterEach, describe, expect, test, vi } from 'vitest'
import { holdProject } from '../../../../src/state/saving/project-lock.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

type Granted = (lock: object | null) => unknown

/** Locks of a browser so busy that no answer comes before a request's time is over. */
function slowLocks(heldElsewhere: boolean) {
  const request = (_name: string, { signal, ifAvailable }: LockOptions, granted: Granted) => {
    if (signal) return Promise.reject(new DOMException('too late', 'TimeoutError'))
    return Promise.resolve(granted(ifAvailable === true && heldElsewhere ? null : {}))
  }
  vi.stubGlobal('navigator', { locks: { request } })
}

describe('a project that the browser does not hand out in time', () => {
  test('is held where no other tab has it', async () => {
    slowLocks(false)
    expect(await holdProject('a', 'wait', () => undefined)).not.toBeNull()
  })

  test('is elsewhere where another tab has it', async () => {
    slowLocks(true)
    expect(await holdProject('a', 'wait', () => undefined)).toBeNull()
  })
})
