import type { Step } from '../../../../src/kernels/run/step.ts'
import type { Ptr } from '../../../../src/kernels/program/pointer.ts'
import { describe, expect, it } from 'vitest'
import type { FilterBank } from '../../../../src/core/layers/layer.ts'
import type { PoolLayer } from '../../../../src/core/layers/pool.ts'
import { InstanceCache } from '../../../../src/kernels/wasm/instances.ts'
import { bestSet, supportedSets } from '../../../../src/kernels/wasm/probe.ts'
import { TileRunner } from '../../../../src/kernels/run/tile-runner.ts'
import { ModuleBuilder } from '../../../../src/kernels/wasm/module.ts'
import { Harness } from '../harness.ts'

describe('instruction sets', () => {
  it('are offered slowest first, plain ones everywhere', () => {
    const order = ['plain', 'simd', 'relaxed']
    const sets = supportedSets()
    expect(sets).toEqual(order.slice(0, sets.length))
    expect(sets).toContain('simd')
    expect(bestSet()).toBe(sets.at(-1))
  })
})

function fixedRange(ranges: Ptr, low: number, high: number): Step {
  return { kind: 'range', layer: 0, tiles: Int32Array.of(0), ranges, items: [{ type: 'fixed', low, high }] }
}

describe('tile runner', () => {
  it.each([false, true])('follows a memory that has grown; shared: %s', (shared) => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared })
    const runner = new TileRunner(memory, bestSet())
    runner.run(fixedRange(64 as Ptr, 1, 2), 0)
    memory.grow(2)
    const beyond = 2 * 65_536
    runner.run(fixedRange(beyond as Ptr, 3, 4), 0)
    expect([...new Float32Array(memory.buffer, 64, 2)]).toEqual([1, 2])
    expect([...new Float32Array(memory.buffer, beyond, 2)]).toEqual([3, 4])
  })

  it('loads each plane of a picture from its own place', () => {
    const harness = new Harness(bestSet(), false)
    const planes = [0, 1].map(() => harness.take(1024))
    harness.run({
      kind: 'load',
      layer: -1,
      tiles: Int32Array.of(1, 0, 4, 0, 4, 6, 0, 0, 4, 1, 4, 6),
      source: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
      planeFloats: 6,
      outputTable: harness.words(planes),
      statsOffset: 128,
      width: 2,
      bandRows: 2,
      takesStats: null,
    })
    expect(planes.map((plane) => [...harness.read(plane, 6)])).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8, 9, 10, 11, 12],
    ])
  })

  it.each(supportedSets())('computes the same above 2 GiB, in %s', (set) => {
    const [low, high] = [new Harness(set, false), new Harness(set, false, 2 ** 31 + 4096)]
    const input = {
      shape: [1, 2, 9, 11] as const,
      data: Float32Array.from({ length: 198 }, (_, i) => Math.sin(i)),
    }
    const bank: FilterBank = {
      weight: { shape: [3, 2, 3, 3], data: Float32Array.from({ length: 54 }, (_, i) => Math.cos(i)) },
      bias: Float32Array.of(1, 2, 3),
      params: { stride: [1, 2], padding: [1, 1], paddingMode: 'reflect', dilation: [1, 1], groups: 1 },
      names: ['', '', ''],
    }
    const pool: PoolLayer = {
      type: 'avgPool2d',
      kernelSize: [3, 3],
      stride: [2, 2],
      padding: [1, 1],
      ceilMode: false,
      countIncludePad: false,
    }
    expect(high.conv(input, bank)).toEqual(low.conv(input, bank))
    expect(high.pool(input, pool)).toEqual(low.pool(input, pool))
    expect(high.pointwise(input, 'tanh')).toEqual(low.pointwise(input, 'tanh'))
  })

  it('names a module that is missing', () => {
    const harness = new Harness(bestSet(), false)
    const step: Step = {
      kind: 'pool',
      layer: 0,
      tiles: Int32Array.of(0, 0, 1),
      module: 'unheard of',
      inputTable: harness.words([0]),
      outputTable: harness.words([0]),
      inputRowStep: 1,
      width: 1,
      rowCounts: 0 as Ptr,
      colCounts: 0 as Ptr,
      statsOffset: 64,
      bandRows: 1,
      takesStats: null,
    }
    expect(() => {
      harness.run(step)
    }).toThrow('unheard of')
  })
})

describe('instance cache', () => {
  it('keeps what was added last and drops the oldest', () => {
    const module = new WebAssembly.Module(new ModuleBuilder(false).bytes())
    const cache = new InstanceCache(new WebAssembly.Memory({ initial: 1 }))
    for (let i = 0; i < 255; i++) cache.add(`module ${i}`, module)
    const first = cache.get('module 0')
    cache.add('module 0', module)
    for (let i = 255; i < 510; i++) cache.add(`module ${i}`, module)
    expect(cache.get('module 0')).toBe(first)
    expect(() => cache.get('module 1')).toThrow(RangeError)
    expect(() => cache.get('module 254')).toThrow(RangeError)
    expect(cache.get('module 509')).toBeDefined()
  })
})
