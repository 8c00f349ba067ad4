import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { costVariants } from '../../../../src/core/cost/variants.ts'
import { filterParts } from '../../../../src/core/bank/filter-parts.ts'
import type { Pipeline } from '../../../../src/core/layers/layer.ts'
import { referenceConv2d } from '../../../../src/core/layers/reference.ts'
import { seededRandom } from '../../../../src/core/random.ts'
import type { Tensor } from '../../../../src/core/tensor.ts'
import { createEngine } from '../../../../src/engine/create-engine.ts'
import type { Engine } from '../../../../src/engine/engine.ts'
import { BlockDiagonalProof } from '../../../../src/state/measuring/block-proof.svelte.ts'
import { Comparison } from '../../../../src/state/measuring/comparison.svelte.ts'
import { newDocument } from '../../../../src/state/document/document.ts'
import { Lab } from '../../../../src/state/run/lab.ts'
import { VariantMeasurement } from '../../../../src/state/measuring/measurement.svelte.ts'
import { colorTable } from '../../../../src/core/image/colors.ts'

const random = seededRandom(4)
const input: Tensor = { shape: [1, 4, 10, 12], data: Float32Array.from({ length: 480 }, random) }
const bank = {
  ...createBank(4, 8, [3, 3], { groups: 2, padding: [1, 1] }),
  weight: { shape: [8, 2, 3, 3] as const, data: Float32Array.from({ length: 144 }, () => random() - 0.5) },
}
const layers: Pipeline = [{ type: 'relu' }, { type: 'conv2d', bank }]
const inline = () => createEngine({ mode: 'inline', set: 'plain' })
const colors = colorTable('signed', 'light')

describe('the lab', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const fake = () => {
    const made: { disposed: boolean; threads: number[] }[] = []
    const create = () => {
      const state = { disposed: false, threads: [2] }
      made.push(state)
      return Promise.resolve({
        mode: 'shared',
        get threads() {
          return state.threads.at(-1) ?? 0
        },
        setThreads: (threads: number) => {
          state.threads.push(threads)
          return Promise.resolve()
        },
        dispose: () => {
          state.disposed = true
        },
      } as Partial<Engine> as Engine)
    }
    return { made, lab: new Lab(create, 1000) }
  }

  test('makes its engine when it is first used, and ends it when nobody uses it for a while', async () => {
    const { made, lab } = fake()
    expect(made).toHaveLength(0)
    await lab.use(() => Promise.resolve())
    await vi.advanceTimersByTimeAsync(900)
    await lab.use(() => Promise.resolve())
    await vi.advanceTimersByTimeAsync(900)
    expect(made).toEqual([{ disposed: false, threads: [2] }])
    await vi.advanceTimersByTimeAsync(200)
    expect(made[0]?.disposed).toBe(true)
    await lab.use(() => Promise.resolve())
    expect(made).toHaveLength(2)
  })

  test('lets one in at a time, keeps the engine while someone is in, skips who no longer waits', async () => {
    const { made, lab } = fake()
    const order: string[] = []
    const leave: { now: () => void } = { now: () => undefined }
    const first = lab.use(async () => {
      order.push('first in')
      await new Promise<void>((resolve) => (leave.now = resolve))
      order.push('first out')
    })
    const abort = new AbortController()
    const second = lab.use(() => Promise.resolve(order.push('second')), abort.signal)
    const third = lab.use(() => Promise.resolve(order.push('third')))
    abort.abort()
    await vi.advanceTimersByTimeAsync(5000)
    expect(made[0]?.disposed).toBe(false)
    leave.now()
    await first
    await expect(second).rejects.toMatchObject({ name: 'AbortError' })
    await third
    expect(order).toEqual(['first in', 'first out', 'third'])
  })

  test('gives as many workers as are asked for, then goes back; a failure makes it start afresh', async () => {
    const { made, lab } = fake()
    await expect(
      lab.useWith(6, (engine) => {
        expect(engine.threads).toBe(6)
        return Promise.reject(new TypeError('broken'))
      }),
    ).rejects.toThrow('broken')
    expect(made[0]).toEqual({ disposed: true, threads: [2, 6, 2] })
    await lab.use(() => Promise.resolve())
    expect(made).toHaveLength(2)
  })
})

test('the parts of a filter, computed by the engine, add up to its map', async () => {
  const engine = await inline()
  await engine.run(input, [{ type: 'conv2d', bank: filterParts(bank, 5) }])
  const lease = engine.lease(0)
  const whole = referenceConv2d(input, bank)
  for (const at of [0, 17, 119]) {
    const sum = [0, 1, 2, 3].reduce((all, channel) => all + (lease.view(channel)[at] ?? NaN), 0)
    expect(sum + (bank.bias?.[5] ?? 0)).toBeCloseTo(whole.data[5 * 120 + at] ?? NaN, 5)
  }
  lease.release()
})

test('measured variants are all there, each explained beside dense', async () => {
  const measurement = new VariantMeasurement({ lab: new Lab(inline), runner: { threads: 1 } })
  const variants = costVariants(input.shape, bank)
  await measurement.start({ input, layers, at: 1, bank, variants }, 0)
  expect(measurement.job.failure).toBeNull()
  expect(measurement.variants.map(({ variant }) => variant.id)).toEqual(variants.map(({ id }) => id))
  expect(measurement.variants.map(({ reason }) => reason?.ideal ?? null)).toEqual(
    variants.map(({ kind, cost }) => (kind === 'dense' ? null : (variants[0]?.cost.macs ?? NaN) / cost.macs)),
  )
  expect(measurement.machine).toMatchObject({ probed: false })
  expect(measurement.job.running).toBe(false)
})

test('a measurement that is called off keeps what it has and is no failure', async () => {
  const measurement = new VariantMeasurement({ lab: new Lab(inline), runner: { threads: 1 } })
  const variants = costVariants(input.shape, bank)
  const stop = $effect.root(() => {
    $effect(() => {
      if (measurement.variants.length > 2) measurement.cancel()
    })
  })
  await measurement.start({ input, layers, at: 1, bank, variants }, 60_000)
  stop()
  expect(measurement.job).toMatchObject({ running: false, failure: null })
  expect(measurement.report?.ended).toBeNull()
})

test('grouped and block-diagonal dense make the same maps', async () => {
  const proof = new BlockDiagonalProof({ lab: new Lab(inline) })
  const request = {
    layer: 1,
    channel: 5,
    width: 12,
    height: 10,
    colors,
    range: { type: 'map', symmetric: true },
  } as const
  await proof.start(input, layers, 1, request)
  expect(proof.job.failure).toBeNull()
  expect(proof.proof).toMatchObject({
    difference: { largest: 0, index: -1, count: 0 },
    channel: -1,
    values: 960,
  })
  expect(proof.proof?.dense.weight.shape).toEqual([8, 4, 3, 3])
  const [grouped, dense] = proof.proof?.paintings ?? []
  expect(dense?.pixels).toEqual(grouped?.pixels)
})

describe('A and B', () => {
  const look = { channel: 5, box: { width: 12, height: 10 }, colors, signed: colors, symmetric: true }
  const kept = { ...newDocument(), layers }

  test('their difference is B - A, value by value', async () => {
    const comparison = new Comparison({ lab: new Lab(inline), runner: { threads: 1 } })
    comparison.keep(kept)
    const bias = Float32Array.from(bank.bias ?? [])
    bias[5] = 0.25
    await comparison.show(input, [{ type: 'relu' }, { type: 'conv2d', bank: { ...bank, bias } }], look)
    expect(comparison.showing.failure).toBeNull()
    const stats = comparison.maps?.difference?.stats
    expect(stats?.min).toBeCloseTo(0.25, 5)
    expect(stats?.max).toBeCloseTo(0.25, 5)
  })

  test('maps of different sizes have none, and a smaller B shows its last map', async () => {
    const comparison = new Comparison({ lab: new Lab(inline), runner: { threads: 1 } })
    comparison.keep(kept)
    await comparison.show(input, [{ type: 'conv2d', bank: createBank(4, 2, [3, 3]) }], look)
    expect(comparison.maps).toMatchObject({ difference: null, channelA: 5, channelB: 1 })
  })

  test('what was kept is told from what was edited, bypassed layers included', () => {
    const comparison = new Comparison({ lab: new Lab(inline), runner: { threads: 1 } })
    expect(comparison.isKept(kept)).toBe(false)
    comparison.keep(kept)
    expect(comparison.isKept(kept)).toBe(true)
    expect(comparison.isKept({ ...kept, bypassed: [0] })).toBe(false)
    expect(comparison.kept).toEqual({ layers, bypassed: [] })
  })
})
