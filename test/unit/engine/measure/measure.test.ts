import { describe, expect, test } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { MemoryError } from '../../../../src/core/errors.ts'
import type { Pipeline } from '../../../../src/core/layers/layer.ts'
import { seededRandom } from '../../../../src/core/random.ts'
import type { Tensor } from '../../../../src/core/tensor.ts'
import { createEngine } from '../../../../src/engine/create-engine.ts'
import type { Engine, Run } from '../../../../src/engine/engine.ts'
import { measure, type MeasuredTask } from '../../../../src/engine/measure/measure.ts'
import { medianOf } from '../../../../src/engine/measure/median.ts'

const input: Tensor = { shape: [1, 4, 12, 10], data: new Float32Array(480).fill(0.5) }
const before: Pipeline = [{ type: 'relu' }]
const task = (groups: number): MeasuredTask => ({
  id: `groups-${groups}`,
  input,
  layers: [...before, { type: 'conv2d', bank: createBank(4, 4, [3, 3], { groups }) }],
  from: 1,
})
const tasks = [1, 2, 4].map(task)

/** An engine of which only runs are asked; `ms` says how long the measured ones take, all others take 1 ms. */
function scripted(ms: (id: string, nth: number) => number) {
  const asked: string[] = []
  const exact: (boolean | undefined)[] = []
  const counts = new Map<string, number>()
  const run: Engine['run'] = (_, layers, options = {}) => {
    options.signal?.throwIfAborted()
    exact.push(options.exactDenseWork)
    const conv = layers.at(-1)
    const id = conv?.type === 'conv2d' && layers.length > 1 ? `groups-${conv.bank.params.groups}` : ''
    if (id !== '') asked.push(id)
    const nth = counts.get(id) ?? 0
    counts.set(id, nth + 1)
    const span = { worker: 0, channels: [0, 1], rows: [0, 1] } as const
    const timeline = [
      { ...span, layer: 0, kind: 'pointwise', start: 0, end: 2 },
      { ...span, layer: 1, kind: 'halo', start: 2, end: 2.5 },
    ]
    const result: Run = {
      ms: id === '' ? 1 : 2 + ms(id, nth),
      input: [],
      outputs: [],
      paintings: [],
      timeline: id === '' ? [] : timeline,
      computed: { maps: 0, of: 0 },
      memory: 0,
    }
    return Promise.resolve(result)
  }
  return { engine: { run } as Pick<Engine, 'run'> as Engine, asked, exact }
}

const rounds = (asked: readonly string[]) =>
  Array.from({ length: Math.floor(asked.length / 3) }, (_, i) => asked.slice(3 * i, 3 * i + 3))

describe('measuring', () => {
  test('every round runs every task once, in orders that differ, with exact dense work', async () => {
    const { engine, asked, exact } = scripted((_, nth) => 10 + ((nth * 7) % 11))
    let clock = 0
    const report = await measure(engine, tasks, { random: seededRandom(1), limitMs: 40, now: () => clock++ })
    expect(report.ended).toBe('time limit')
    const all = rounds(asked)
    expect(all.length).toBeGreaterThan(5)
    for (const round of all) expect([...round].sort()).toEqual(['groups-1', 'groups-2', 'groups-4'])
    expect(new Set(all.map((round) => round.join())).size).toBeGreaterThan(2)
    expect(exact.every(Boolean)).toBe(true)
  })

  test('the first run of each is not counted, nor are the layers before', async () => {
    const { engine } = scripted((id, nth) => (nth === 0 ? 1000 : id === 'groups-1' ? 8 : 2))
    const report = await measure(engine, tasks)
    expect(report).toMatchObject({ ended: 'stable', done: 1, dispatchMs: 1 })
    expect(report.measurements.map(({ id, median }) => [id, median])).toEqual([
      ['groups-1', 8],
      ['groups-2', 2],
      ['groups-4', 2],
    ])
    expect(report.measurements[0]).toMatchObject({ low: 8, high: 8, paddingMs: 0.5, stable: true })
  })

  test.each([
    [14, 3],
    [0, 1],
  ])('a time limit of %d ends it after %d rounds', async (limitMs, rounds) => {
    const { engine } = scripted((_, nth) => 10 + nth)
    let clock = 0
    const report = await measure(engine, tasks, { limitMs, now: () => clock++ })
    expect(report.ended).toBe('time limit')
    expect(report.measurements.map(({ times, stable }) => [times.length, stable])).toEqual(
      tasks.map(() => [rounds, false]),
    )
  })

  test('a task that does not fit into memory is named, the others are measured', async () => {
    const { engine } = scripted((id) => {
      if (id === 'groups-2') throw new MemoryError('too large', 2, 1)
      return 1
    })
    const report = await measure(engine, tasks)
    expect(report.failed).toEqual([{ id: 'groups-2', message: 'too large' }])
    expect(report.measurements.map(({ id }) => id)).toEqual(['groups-1', 'groups-4'])
  })

  test('an abort ends it, other errors are not swallowed', async () => {
    const abort = new AbortController()
    const { engine, asked } = scripted((_, nth) => {
      if (nth === 2) abort.abort()
      return 1
    })
    await expect(measure(engine, tasks, { signal: abort.signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect(asked.length).toBeLessThan(12)
    const broken = scripted(() => {
      throw new TypeError('broken')
    })
    await expect(measure(broken.engine, tasks)).rejects.toThrow('broken')
  })

  test('a real engine computes the measured layers anew in every run', async () => {
    const engine = await createEngine({ mode: 'inline', set: 'plain' })
    const computed: number[] = []
    const spied: Pick<Engine, 'run'> = {
      run: async (...of) => {
        const run = await engine.run(...of)
        if (of[1].length === 2) computed.push(run.computed.maps)
        return run
      },
    }
    const report = await measure(spied as Engine, [task(2)], { limitMs: 1e6, precision: Infinity })
    expect(report.measurements[0]?.times).toHaveLength(5)
    expect(computed).toEqual(computed.map(() => 4))
  })
})

describe('the median', () => {
  test.each([
    [[3], { median: 3, low: 3, high: 3 }],
    [[4, 1, 2], { median: 2, low: 1, high: 4 }],
    [[4, 1, 2, 3], { median: 2.5, low: 1, high: 4 }],
  ])('of %j', (times, wanted) => {
    expect(medianOf(times)).toEqual(wanted)
  })

  test('its interval holds the true median in about 95 of 100 trials', () => {
    const random = seededRandom(7)
    const trials = 2000
    let held = 0
    for (let trial = 0; trial < trials; trial++) {
      const { low, high } = medianOf(Array.from({ length: 25 }, () => random() ** 3))
      if (low <= 0.125 && high >= 0.125) held++
    }
    expect(held / trials).toBeGreaterThan(0.93)
    expect(held / trials).toBeLessThan(0.99)
  })
})
