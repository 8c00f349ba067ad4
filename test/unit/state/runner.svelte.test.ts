import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MemoryError } from '../../../src/core/errors.ts'
import type { Pipeline } from '../../../src/core/layers.ts'
import type { Tensor } from '../../../src/core/tensor.ts'
import type { PaintRequest } from '../../../src/engine/engine.ts'
import { Runner } from '../../../src/state/runner.svelte.ts'
import { conv } from './documents.ts'
import { FakeEngine } from './fake-engine.ts'

const picture = (): Tensor => ({ shape: [1, 3, 4, 6], data: new Float32Array(72) })
const request = (layer: number, channel: number, width = 6): PaintRequest => ({
  layer,
  channel,
  width,
  height: 4,
  colors: new Uint32Array(256),
  range: { type: 'map', symmetric: false },
})

/** What the runner computes, for tests to change. */
class Source {
  input = $state.raw<Tensor | null>(picture())
  layers = $state.raw<Pipeline>([conv(3, 4)])
  pending = $state(false)
}

let engine: FakeEngine
let source: Source
let runner: Runner
let now: number
let stop: () => void

/** Let effects and everything that waits go on. */
async function settle(): Promise<void> {
  flushSync()
  await new Promise((resolve) => setTimeout(resolve))
}

/** An edit: new layers, of as many filters. */
async function edit(layers: Pipeline = [conv(3, 4)]): Promise<Pipeline> {
  source.layers = layers
  await settle()
  return layers
}

function lastRun() {
  const run = engine.runs.at(-1)
  if (run === undefined) throw new Error('no run was asked for')
  return run
}

beforeEach(async () => {
  engine = new FakeEngine()
  source = new Source()
  now = 0
  stop = $effect.root(() => {
    runner = new Runner(Promise.resolve(engine), source, () => now)
  })
  await settle()
})
afterEach(() => stop())

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
    now = 149
    const late = await edit()
    expect(engine.runs.at(-2)?.aborted).toBe(true)
    now = 160
    const newest = await edit()
    expect(lastRun().layers).toBe(late)
    expect(lastRun().aborted).toBe(false)
    lastRun().finish()
    await settle()
    expect(runner.completed?.layers).toBe(late)
    expect(lastRun().layers).toBe(newest)
    expect(runner.busy).toBe(true)
    // the clock starts again with what was shown
    now = 200
    await edit()
    expect(engine.runs.at(-2)?.aborted).toBe(true)
  })

  test('another picture always aborts', async () => {
    now = 1000
    source.input = picture()
    await settle()
    expect(engine.runs[0]?.aborted).toBe(true)
    expect(lastRun().input).toBe(source.input)
  })
})

describe('paintings', () => {
  test('are made in the run, at most as large as the map', async () => {
    runner.wants('a', request(0, 1, 600))
    await edit()
    expect(lastRun().options.paint).toMatchObject([{ layer: 0, channel: 1, width: 6, height: 4 }])
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
