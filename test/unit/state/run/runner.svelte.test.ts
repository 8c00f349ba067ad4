import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setWeight } from '../../../../src/core/bank/bank.ts'
import { MemoryError } from '../../../../src/core/errors.ts'
import type { Pipeline } from '../../../../src/core/layers/layer.ts'
import { conv } from '../documents.ts'
import { HandRun, picture, request, settle } from '../hand-run.svelte.ts'

let hand: HandRun

beforeEach(async () => {
  hand = new HandRun()
  await settle()
})
afterEach(() => hand.stop())

describe('a change', () => {
  test('is busy at once, runs, and is not busy once painted', async () => {
    hand.runner.wants('a', request(0, 1))
    hand.lastRun().finish()
    await settle()
    expect([hand.runner.busy, hand.runner.painting('a') === null, hand.runner.progress]).toEqual([
      false,
      false,
      1,
    ])
    hand.source.layers = [conv(3, 4)]
    expect(hand.runner.busy).toBe(true)
    await settle()
    expect(hand.lastRun().layers).toBe(hand.source.layers)
    hand.lastRun().finish()
    await settle()
    expect(hand.runner.busy).toBe(false)
    expect(hand.runner.completed?.layers).toBe(hand.source.layers)
  })

  test('without a picture is not busy and runs nothing', async () => {
    hand.source.input = null
    await settle()
    expect(hand.engine.runs[0]?.aborted).toBe(true)
    await hand.edit()
    expect([hand.runner.busy, hand.engine.runs.length]).toEqual([false, 1])
  })

  test('is busy while the picture is still being decoded', async () => {
    hand.lastRun().finish()
    await settle()
    hand.source.pending = true
    expect(hand.runner.busy).toBe(true)
  })

  test('has no progress while the picture is still being decoded, and begins at 0', async () => {
    hand.lastRun().finish()
    await settle()
    hand.source.pending = true
    expect(hand.runner.progress).toBeNull()
    hand.source.input = picture()
    hand.source.pending = false
    flushSync()
    expect(hand.runner.progress).toBe(0)
  })

  test('that takes the picture away takes run, time and paintings with it, for good', async () => {
    hand.runner.wants('a', request(0, 1))
    hand.lastRun().finish()
    await settle()
    const last = hand.runner.lastRun
    hand.source.input = null
    expect([last === null, hand.runner.lastRun, hand.runner.completed]).toEqual([false, null, null])
    await settle()
    hand.source.input = picture()
    await settle()
    expect([hand.runner.lastRun, hand.runner.painting('a'), hand.runner.progress]).toEqual([null, null, 0])
    // one that was called off too late
    const late = hand.lastRun()
    hand.source.input = null
    late.finish()
    await settle()
    hand.source.input = picture()
    await settle()
    expect([hand.runner.lastRun, hand.runner.painting('a')]).toEqual([null, null])
  })

  test('is followed by progress', () => {
    hand.lastRun().options.onProgress?.(0.5)
    expect(hand.runner.progress).toBe(0.5)
  })
})

describe('an edit that is begun at once', () => {
  const weight = (layers: Pipeline) =>
    layers.map((layer) =>
      layer.type === 'conv2d' ? { ...layer, bank: setWeight(layer.bank, 0, 0, 0, 0, 5) } : layer,
    )

  test('is under way before the screen has looked at it, with the pictures wanted so far', async () => {
    hand.runner.wants('a', request(0, 1))
    hand.lastRun().finish()
    await settle()
    hand.source.layers = weight(hand.source.layers)
    hand.runner.begin()
    expect(hand.engine.runs.length).toBe(2)
    expect(hand.lastRun()).toMatchObject({ layers: hand.source.layers, options: { paint: [{ channel: 1 }] } })
    await settle()
    hand.lastRun().finish()
    await settle()
    expect([hand.engine.runs.length, hand.runner.busy]).toEqual([2, false])
  })

  test('may be none: the runner goes on with the next one', async () => {
    hand.lastRun().finish()
    await settle()
    hand.runner.begin()
    await hand.edit()
    expect(hand.engine.runs.length).toBe(2)
    hand.lastRun().finish()
    await settle()
    expect(hand.runner.busy).toBe(false)
  })

  test('waits for the screen where it changes shapes or settings', async () => {
    hand.lastRun().finish()
    await settle()
    hand.source.layers = [conv(3, 8)]
    hand.runner.begin()
    expect(hand.engine.runs.length).toBe(1)
    await settle()
    expect(hand.engine.runs.length).toBe(2)
  })
})

describe('the newest edit wins', () => {
  test('it aborts the run of an older one, and both edits are in what runs', async () => {
    const [first] = [hand.lastRun()]
    const newest = await hand.edit()
    expect(first.aborted).toBe(true)
    expect(hand.lastRun().layers).toBe(newest)
    hand.lastRun().finish()
    await settle()
    expect([hand.runner.completed?.layers === newest, hand.runner.busy, hand.runner.error]).toEqual([
      true,
      false,
      null,
    ])
  })

  test('200 edits at once end in the last one’s maps, with one run at a time', async () => {
    for (let i = 0; i < 200; i++) {
      hand.source.layers = [conv(3, 4)]
      flushSync()
    }
    await settle()
    hand.lastRun().finish()
    await settle()
    expect(hand.runner.completed?.layers).toBe(hand.source.layers)
    expect(hand.engine.runs.length).toBeLessThan(5)
  })

  test('an edit between the end of a run and its paintings is not lost', async () => {
    hand.lastRun().finish()
    hand.source.layers = [conv(3, 4)]
    await settle()
    hand.lastRun().finish()
    await settle()
    expect(hand.runner.completed?.layers).toBe(hand.source.layers)
  })

  test('in a stream of edits a run may complete when nothing was shown for 150 ms', async () => {
    await hand.edit()
    hand.now = 149
    const late = await hand.edit()
    expect(hand.engine.runs.at(-2)?.aborted).toBe(true)
    hand.now = 160
    const newest = await hand.edit()
    expect(hand.lastRun().layers).toBe(late)
    expect(hand.lastRun().aborted).toBe(false)
    hand.now = 400
    hand.lastRun().finish()
    await settle()
    expect(hand.runner.completed?.layers).toBe(late)
    expect(hand.lastRun().layers).toBe(newest)
    expect(hand.runner.busy).toBe(true)
    // the clock starts again with what was shown
    hand.now = 440
    await hand.edit()
    expect(hand.engine.runs.at(-2)?.aborted).toBe(true)
  })

  test('a run that ends soon, by what the last one took, is left to end', async () => {
    hand.now = 60
    hand.lastRun().finish()
    await settle()
    const quick = await hand.edit()
    hand.now = 70
    const newest = await hand.edit()
    expect([hand.lastRun().layers === quick, hand.lastRun().aborted]).toEqual([true, false])
    hand.now = 110
    hand.lastRun().finish()
    await settle()
    expect([hand.runner.completed?.layers === quick, hand.lastRun().layers === newest]).toEqual([true, true])
  })

  test('another picture always aborts', async () => {
    hand.now = 1000
    hand.source.input = picture()
    await settle()
    expect(hand.engine.runs[0]?.aborted).toBe(true)
    expect(hand.lastRun().input).toBe(hand.source.input)
  })
})

describe('a failure', () => {
  test('of the shapes names layer and field, and the last good maps stay', async () => {
    hand.runner.wants('a', request(0, 1))
    await hand.edit()
    hand.lastRun().finish()
    await settle()
    const good = hand.runner.painting('a')
    await hand.edit([conv(3, 4), conv(4, 4, { padding: [0, 0], dilation: [9, 9] })])
    expect(hand.runner.error).toMatchObject({ name: 'ShapeError', layer: 1 })
    expect([hand.runner.busy, hand.runner.painting('a') === good]).toEqual([false, true])
  })

  test('is gone with the next edit, and is not tried again by itself', async () => {
    hand.lastRun().fail(new MemoryError('too large', 10, 5))
    await settle()
    expect([hand.runner.error?.message, hand.engine.runs.length, hand.runner.busy]).toEqual([
      'too large',
      1,
      false,
    ])
    await hand.edit()
    expect(hand.runner.error).toBeNull()
    expect(hand.engine.runs).toHaveLength(2)
  })

  test('leaves old maps to be painted in new colours', async () => {
    hand.runner.wants('a', request(0, 1))
    await hand.edit()
    hand.lastRun().finish()
    await settle()
    await hand.edit()
    hand.lastRun().fail(new MemoryError('too large', 10, 5))
    await settle()
    hand.runner.wants('a', request(0, 1, 2))
    await settle()
    expect(hand.runner.painting('a')?.request.width).toBe(2)
    expect(hand.runner.error?.message).toBe('too large')
  })

  test('to paint is told once and tried again with the next wish', async () => {
    hand.lastRun().finish()
    await settle()
    hand.engine.paintError = new Error('no paint')
    hand.runner.wants('a', request(0, 1))
    await settle()
    expect([hand.runner.error?.message, hand.engine.painted.length, hand.runner.busy]).toEqual([
      'no paint',
      1,
      false,
    ])
    hand.engine.paintError = null
    hand.runner.wants('a', request(0, 1))
    await settle()
    expect([hand.runner.error, hand.runner.painting('a') === null]).toEqual([null, false])
  })

  test('to make an engine is told', async () => {
    hand.stop()
    hand = new HandRun(Promise.reject(new Error('no WebAssembly')))
    await settle()
    expect([hand.runner.error?.message, hand.runner.busy]).toEqual(['no WebAssembly', false])
  })
})

describe('settled', () => {
  test('waits for the newest run', async () => {
    const settled = hand.runner.settled()
    const newest = await hand.edit()
    hand.lastRun().finish()
    expect((await settled).layers).toBe(newest)
  })

  test('rejects when it failed', async () => {
    const settled = hand.runner.settled()
    hand.lastRun().fail(new MemoryError('too large', 10, 5))
    await expect(settled).rejects.toThrow('too large')
  })
})
