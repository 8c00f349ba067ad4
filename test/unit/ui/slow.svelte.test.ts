import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { slowly } from '../../../src/ui/maps/slow.svelte.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function watched() {
  let work = $state.raw({ busy: false, shown: 0 })
  let slow: { readonly current: boolean } = { current: false }
  const stop = $effect.root(() => {
    slow = slowly(() => work)
  })
  const set = (busy: boolean, shown: number) => {
    work = { busy, shown }
    flushSync()
  }
  return { set, stop, isSlow: () => slow.current }
}

test('one long run is slow until it ends', () => {
  const { set, stop, isSlow } = watched()
  set(true, 0)
  vi.advanceTimersByTime(100)
  expect(isSlow()).toBe(false)
  vi.advanceTimersByTime(100)
  expect(isSlow()).toBe(true)
  set(false, 1)
  expect(isSlow()).toBe(false)
  stop()
})

test('many short runs in a row are not, and end what long ones began', () => {
  const { set, stop, isSlow } = watched()
  for (let shown = 0; shown < 20; shown++) {
    set(true, shown)
    vi.advanceTimersByTime(16)
  }
  expect(isSlow()).toBe(false)
  vi.advanceTimersByTime(200)
  set(true, 20)
  expect(isSlow()).toBe(true)
  vi.advanceTimersByTime(16)
  set(true, 21)
  expect(isSlow()).toBe(false)
  stop()
})
