import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { conv } from '../documents.ts'
import { HandRun, picture, request, settle } from '../hand-run.svelte.ts'

let hand: HandRun

beforeEach(async () => {
  hand = new HandRun()
  await settle()
})
afterEach(() => hand.stop())

describe('paintings', () => {
  test('are made in the run, at most as large as the map', async () => {
    hand.runner.wants('a', request(0, 1, 600))
    await hand.edit()
    expect(hand.lastRun().options.paint).toMatchObject([{ layer: 0, channel: 1, width: 6, height: 4 }])
  })

  test('of what an edit does not reach are not made again', async () => {
    hand.runner.wants('photo', request(-1, 0))
    hand.runner.wants('first', request(0, 1))
    hand.runner.wants('second', request(1, 1))
    const first = conv(3, 4)
    await hand.edit([first, conv(4, 4)])
    expect(hand.lastRun().options.paint?.length).toBe(3)
    hand.lastRun().finish()
    await settle()
    await hand.edit([first, conv(4, 4)])
    expect(hand.lastRun().options.paint).toMatchObject([{ layer: 1 }])
    hand.lastRun().finish()
    await settle()
    expect([hand.runner.busy, hand.runner.painting('photo') === null]).toEqual([false, false])
    hand.source.input = picture()
    await settle()
    expect(hand.lastRun().options.paint?.length).toBe(3)
  })

  test('of other colours or sizes alone need no run', async () => {
    hand.lastRun().finish()
    await settle()
    hand.runner.wants('a', request(0, 1, 3))
    expect(hand.runner.busy).toBe(true)
    await settle()
    expect([hand.engine.runs.length, hand.engine.painted.length, hand.runner.busy]).toEqual([1, 1, false])
    expect(hand.runner.painting('a')?.request.width).toBe(3)
  })

  test('wait for the run that makes their map', async () => {
    hand.lastRun().finish()
    await settle()
    hand.runner.wants('a', request(0, 7))
    await settle()
    expect([hand.engine.painted, hand.runner.busy, hand.runner.painting('a')]).toEqual([[], false, null])
    await hand.edit([conv(3, 8)])
    expect(hand.lastRun().options.paint).toHaveLength(1)
  })

  test('that changed during the run are painted after it', async () => {
    hand.runner.wants('a', request(0, 1, 6))
    await hand.edit()
    hand.runner.wants('a', request(0, 1, 2))
    hand.lastRun().finish()
    await settle()
    expect(hand.runner.painting('a')?.request.width).toBe(2)
    expect(hand.runner.busy).toBe(false)
  })

  test('no longer wanted are gone, and a key that came to mean another map shows no stale one', async () => {
    hand.runner.wants('a', request(0, 1))
    hand.runner.wants('b', request(0, 2))
    await hand.edit()
    hand.runner.wants('a', null)
    hand.runner.wants('b', request(0, 3))
    hand.lastRun().finish()
    await settle()
    expect(hand.runner.painting('a')).toBeNull()
    expect(hand.runner.painting('b')?.request.channel).toBe(3)
  })
})
