import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Lasting } from '../../../../src/ui/controls/lasting.svelte.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function watched() {
  let work = $state.raw({ busy: false, result: 0 })
  let lasting: Lasting | null = null
  const stop = $effect.root(() => {
    lasting = new Lasting(
      () => work.busy,
      () => work.result,
    )
  })
  const set = (busy: boolean, result: number) => {
    work = { busy, result }
    flushSync()
  }
  return { set, stop, lasts: () => lasting?.current }
}

test('one long run lasts until it ends', () => {
  const { set, stop, lasts } = watched()
  set(true, 0)
  vi.advanceTimersByTime(100)
  expect(lasts()).toBe(false)
  vi.advanceTimersByTime(100)
  expect(lasts()).toBe(true)
  set(false, 1)
  expect(lasts()).toBe(false)
  stop()
})

test('long runs in a row last from one to the next', () => {
  const { set, stop, lasts } = watched()
  for (let result = 0; result < 5; result++) {
    set(true, result)
    expect(lasts()).toBe(result > 0)
    vi.advanceTimersByTime(200)
    expect(lasts()).toBe(true)
  }
  stop()
})

test('many short runs in a row do not, and end what long ones began', () => {
  const { set, stop, lasts } = watched()
  for (let result = 0; result < 20; result++) {
    set(true, result)
    vi.advanceTimersByTime(16)
  }
  expect(lasts()).toBe(false)
  vi.advanceTimersByTime(200)
  set(true, 20)
  expect(lasts()).toBe(true)
  vi.advanceTimersByTime(16)
  set(true, 21)
  expect(lasts()).toBe(false)
  stop()
})
