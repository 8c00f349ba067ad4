import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Pipeline } from '../../../src/core/layers.ts'
import type { Runner } from '../../../src/state/runner.svelte.ts'
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

describe('paintings', () => {
  test('are made in the run, at most as large as the map', async () => {
    runner.wants('a', request(0, 1, 600))
    await edit()
    expect(lastRun().options.paint).toMatchObject([{ layer: 0, channel: 1, width: 6, height: 4 }])
  })

  test('of what an edit does not reach are not made again', async () => {
    runner.wants('photo', request(-1, 0))
    runner.wants('first', request(0, 1))
    runner.wants('second', request(1, 1))
    const first = conv(3, 4)
    await edit([first, conv(4, 4)])
    expect(lastRun().options.paint?.length).toBe(3)
    lastRun().finish()
    await settle()
    await edit([first, conv(4, 4)])
    expect(lastRun().options.paint).toMatchObject([{ layer: 1 }])
    lastRun().finish()
    await settle()
    expect([runner.busy, runner.painting('photo') === null]).toEqual([false, false])
    source.input = picture()
    await settle()
    expect(lastRun().options.paint?.length).toBe(3)
  })

  test('of other colours or sizes alone need no run', async () => {
    lastRun().finish()
    await settle()
    runner.wants('a', request(0, 1, 3))
    expect(runner.busy).toBe(true)
    await settle()
    expect([engine.runs.length, engine.painted.length, runner.busy]).toEqual([1, 1, false])
    expect(runner.painting('a')?.request.width).toBe(3)
  })

  test('wait for the run that makes their map', async () => {
    lastRun().finish()
    await settle()
    runner.wants('a', request(0, 7))
    await settle()
    expect([engine.painted, runner.busy, runner.painting('a')]).toEqual([[], false, null])
    await edit([conv(3, 8)])
    expect(lastRun().options.paint).toHaveLength(1)
  })

  test('that changed during the run are painted after it', async () => {
    runner.wants('a', request(0, 1, 6))
    await edit()
    runner.wants('a', request(0, 1, 2))
    lastRun().finish()
    await settle()
    expect(runner.painting('a')?.request.width).toBe(2)
    expect(runner.busy).toBe(false)
  })

  test('no longer wanted are gone, and a key that came to mean another map shows no stale one', async () => {
    runner.wants('a', request(0, 1))
    runner.wants('b', request(0, 2))
    await edit()
    runner.wants('a', null)
    runner.wants('b', request(0, 3))
    lastRun().finish()
    await settle()
    expect(runner.painting('a')).toBeNull()
    expect(runner.painting('b')?.request.channel).toBe(3)
  })
})
