import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MemoryError } from '../../../src/core/errors.ts'
import type { Pipeline } from '../../../src/core/layers.ts'
import { Runner } from '../../../src/state/runner.svelte.ts'
import { conv } from './documents.ts'
import type { FakeEngine } from './fake-engine.ts'
import { HandRun, picture, request, settle } from './hand-run.svelte.ts'

let hand: HandRun
let engine: FakeEngine
let source: HandRun['source']
let runner: Runner

beforeEach(async () => {
  hand = new HandRun()
  ;({ engine, source, runner } = hand)
  await settle()
})
afterEach(() => hand.stop())
const edit = (layers?: Pipeline) => hand.edit(layers)
const lastRun = () => hand.lastRun()

describe('a change', () => {
  test('is busy at once, runs, and is not busy once painted', async () => {
    runner.wants('a', request(0, 1))
    lastRun().finish()
    await settle()
    expect([runner.busy, runner.painting('a') === null, runner.progress]).toEqual([false, false, 1])
    source.layers = [conv(3, 4)]
    expect(runner.busy).toBe(true)
    await settle()
    expect(lastRun().layers).toBe(source.layers)
    lastRun().finish()
    await settle()
    expect(runner.busy).toBe(false)
    expect(runner.completed?.layers).toBe(source.layers)
  })

  test('without a picture is not busy and runs nothing', async () => {
    source.input = null
    await settle()
    expect(engine.runs[0]?.aborted).toBe(true)
    await edit()
    expect([runner.busy, engine.runs.length]).toEqual([false, 1])
  })

  test('is busy while the picture is still being decoded', async () => {
    lastRun().finish()
    await settle()
    source.pending = true
    expect(runner.busy).toBe(true)
  })

  test('is followed by progress', () => {
    lastRun().options.onProgress?.(0.5)
    expect(runner.progress).toBe(0.5)
  })
})

describe('the newest edit wins', () => {
  test('it aborts the run of an older one, and both edits are in what runs', async () => {
    const [first] = [lastRun()]
    const newest = await edit()
    expect(first.aborted).toBe(true)
    expect(lastRun().layers).toBe(newest)
    lastRun().finish()
    await settle()
    expect([runner.completed?.layers === newest, runner.busy, runner.error]).toEqual([true, false, null])
  })

  test('200 edits at once end in the last one’s maps, with one run at a time', async () => {
    for (let i = 0; i < 200; i++) {
      source.layers = [conv(3, 4)]
      flushSync()
    }
    await settle()
    lastRun().finish()
    await settle()
    expect(runner.completed?.layers).toBe(source.layers)
    expect(engine.runs.length).toBeLessThan(5)
  })

  test('an edit between the end of a run and its paintings is not lost', async () => {
    lastRun().finish()
    source.layers = [conv(3, 4)]
    await settle()
    lastRun().finish()
    await settle()
    expect(runner.completed?.layers).toBe(source.layers)
  })

  test('in a stream of edits a run may complete when nothing was shown for 150 ms', async () => {
    await edit()
    hand.now = 149
    const late = await edit()
    expect(engine.runs.at(-2)?.aborted).toBe(true)
    hand.now = 160
    const newest = await edit()
    expect(lastRun().layers).toBe(late)
    expect(lastRun().aborted).toBe(false)
    hand.now = 400
    lastRun().finish()
    await settle()
    expect(runner.completed?.layers).toBe(late)
    expect(lastRun().layers).toBe(newest)
    expect(runner.busy).toBe(true)
    // the clock starts again with what was shown
    hand.now = 440
    await edit()
    expect(engine.runs.at(-2)?.aborted).toBe(true)
  })

  test('a run that ends soon, by what the last one took, is left to end', async () => {
    hand.now = 60
    lastRun().finish()
    await settle()
    const quick = await edit()
    hand.now = 70
    const newest = await edit()
    expect([lastRun().layers === quick, lastRun().aborted]).toEqual([true, false])
    hand.now = 110
    lastRun().finish()
    await settle()
    expect([runner.completed?.layers === quick, lastRun().layers === newest]).toEqual([true, true])
  })

  test('another picture always aborts', async () => {
    hand.now = 1000
    source.input = picture()
    await settle()
    expect(engine.runs[0]?.aborted).toBe(true)
    expect(lastRun().input).toBe(source.input)
  })
})

describe('a failure', () => {
  test('of the shapes names layer and field, and the last good maps stay', async () => {
    runner.wants('a', request(0, 1))
    await edit()
    lastRun().finish()
    await settle()
    const good = runner.painting('a')
    await edit([conv(3, 4), conv(4, 4, { padding: [0, 0], dilation: [9, 9] })])
    expect(runner.error).toMatchObject({ name: 'ShapeError', layer: 1 })
    expect([runner.busy, runner.painting('a') === good]).toEqual([false, true])
  })

  test('is gone with the next edit, and is not tried again by itself', async () => {
    lastRun().fail(new MemoryError('too large', 10, 5))
    await settle()
    expect([runner.error?.message, engine.runs.length, runner.busy]).toEqual(['too large', 1, false])
    await edit()
    expect(runner.error).toBeNull()
    expect(engine.runs).toHaveLength(2)
  })

  test('leaves old maps to be painted in new colours', async () => {
    runner.wants('a', request(0, 1))
    await edit()
    lastRun().finish()
    await settle()
    await edit()
    lastRun().fail(new MemoryError('too large', 10, 5))
    await settle()
    runner.wants('a', request(0, 1, 2))
    await settle()
    expect(runner.painting('a')?.request.width).toBe(2)
    expect(runner.error?.message).toBe('too large')
  })

  test('to paint is told once and tried again with the next wish', async () => {
    lastRun().finish()
    await settle()
    engine.paintError = new Error('no paint')
    runner.wants('a', request(0, 1))
    await settle()
    expect([runner.error?.message, engine.painted.length, runner.busy]).toEqual(['no paint', 1, false])
    engine.paintError = null
    runner.wants('a', request(0, 1))
    await settle()
    expect([runner.error, runner.painting('a') === null]).toEqual([null, false])
  })

  test('to make an engine is told', async () => {
    await new Promise<void>((resolve) => {
      const end = $effect.root(() => {
        runner = new Runner(Promise.reject(new Error('no WebAssembly')), source)
      })
      setTimeout(() => {
        end()
        resolve()
      })
    })
    expect([runner.error?.message, runner.busy]).toEqual(['no WebAssembly', false])
  })
})

describe('settled', () => {
  test('waits for the newest run', async () => {
    const settled = runner.settled()
    const newest = await edit()
    lastRun().finish()
    expect((await settled).layers).toBe(newest)
  })

  test('rejects when it failed', async () => {
    const settled = runner.settled()
    lastRun().fail(new MemoryError('too large', 10, 5))
    await expect(settled).rejects.toThrow('too large')
  })
})
