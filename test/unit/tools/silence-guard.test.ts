import { afterEach, expect, test, vi } from 'vitest'
import { silenceGuard } from '../../tools/silence-guard.js'

afterEach(() => {
  vi.useRealTimers()
})

test('what takes long and says so is never stopped; what says nothing is, once', () => {
  vi.useFakeTimers()
  const onSilence = vi.fn()
  const guard = silenceGuard(1000, onSilence)
  for (let i = 0; i < 100; i++) {
    vi.advanceTimersByTime(999)
    guard.heard()
  }
  expect(onSilence).not.toHaveBeenCalled()
  vi.advanceTimersByTime(5000)
  expect(onSilence).toHaveBeenCalledTimes(1)
})

test('what has ended is not stopped afterwards', () => {
  vi.useFakeTimers()
  const onSilence = vi.fn()
  silenceGuard(1000, onSilence).stop()
  vi.advanceTimersByTime(5000)
  expect(onSilence).not.toHaveBeenCalled()
})
