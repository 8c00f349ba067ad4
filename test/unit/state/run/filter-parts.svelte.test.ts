import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FilterPartsRunner, type WantedParts } from '../../../../src/state/run/filter-parts.svelte.ts'
import { conv } from '../documents.ts'
import { FakeEngine } from '../fake-engine.ts'
import { picture } from '../hand-run.svelte.ts'

class Wish {
  current = $state.raw<WantedParts | null>(null)
}

let engine: FakeEngine
let wish: Wish
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  engine = new FakeEngine()
  wish = new Wish()
  stop = $effect.root(() => {
    new FilterPartsRunner(
      () => engine,
      () => wish.current,
    )
  })
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

/** A run has completed with other maps. */
function edit() {
  const run = {
    ms: 1,
    input: [],
    outputs: [],
    paintings: [],
    timeline: [],
    computed: { maps: 0, of: 0 },
    memory: 0,
  }
  const completed = { run, input: picture(), layers: [conv(3, 4)], shapes: [] }
  wish.current = null
  flushSync()
  wish.current = { completed, layer: 0, filter: 0, paint: [] }
  flushSync()
}

async function finish() {
  engine.runs.at(-1)?.finish()
  await vi.advanceTimersByTimeAsync(0)
}

test('parts come at once after a while of rest, later ones after a pause in the edits', async () => {
  edit()
  expect(engine.runs.length).toBe(1)
  await finish()
  for (let i = 0; i < 5; i++) {
    edit()
    await vi.advanceTimersByTimeAsync(60)
  }
  expect(engine.runs.length).toBe(1)
  await vi.advanceTimersByTimeAsync(60)
  expect(engine.runs.length).toBe(2)
  edit()
  expect(engine.runs.at(-1)?.aborted).toBe(true)
})

test('they follow a stream of edits now and then, and such a run is left to end', async () => {
  edit()
  await finish()
  for (let i = 0; i < 50; i++) {
    edit()
    await vi.advanceTimersByTimeAsync(16)
  }
  expect(engine.runs.length).toBe(2)
  expect(engine.runs.at(-1)?.aborted).toBe(false)
})
