import { describe, expect, it } from 'vitest'
import { bandsOf, pipelineWindows } from '../../../src/core/bands.ts'
import type { Layer, PaddingMode, Pipeline } from '../../../src/core/layers.ts'
import { seededRandom } from '../../../src/core/random.ts'
import type { Shape4, Tensor } from '../../../src/core/tensor.ts'
import { createEngine } from '../../../src/engine/create-engine.ts'
import { planBands, planPasses, runInBands } from '../../../src/engine/full-resolution.ts'

const random = seededRandom(7)

function conv(
  channels: readonly [number, number],
  kernel: readonly [number, number],
  settings: {
    stride?: number
    padding?: number | 'same'
    dilation?: number
    mode?: PaddingMode
    groups?: number
  },
): Layer {
  const { stride = 1, padding = 0, dilation = 1, mode = 'zeros', groups = 1 } = settings
  const shape: Shape4 = [channels[1], channels[0] / groups, ...kernel]
  return {
    type: 'conv2d',
    bank: {
      weight: {
        shape,
        data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1),
      },
      bias: Float32Array.from({ length: channels[1] }, () => random()),
      params: {
        stride: [stride, stride],
        padding: padding === 'same' ? 'same' : [padding, padding],
        paddingMode: mode,
        dilation: [dilation, dilation],
        groups,
      },
      names: Array.from({ length: channels[1] }, () => ''),
    },
  }
}

const pool: Layer = {
  type: 'maxPool2d',
  kernelSize: [3, 3],
  stride: [2, 2],
  padding: [1, 1],
  dilation: [1, 1],
  ceilMode: true,
}
const average: Layer = {
  type: 'avgPool2d',
  kernelSize: [3, 2],
  stride: [2, 2],
  padding: [1, 0],
  ceilMode: true,
  countIncludePad: false,
}

const PIPELINES: Readonly<Record<string, Pipeline>> = {
  'a 5 x 5': [conv([3, 4], [5, 5], { padding: 2 })],
  'the default form': [
    conv([3, 8], [3, 3], { padding: 1 }),
    { type: 'relu' },
    conv([8, 8], [3, 3], { padding: 1, groups: 4 }),
  ],
  'strides over reflected borders': [
    conv([3, 4], [5, 5], { stride: 2, padding: 3, mode: 'reflect' }),
    conv([4, 4], [3, 3], { stride: 3, padding: 1, mode: 'replicate' }),
  ],
  'same padding of an even kernel': [
    conv([3, 2], [4, 4], { padding: 'same', dilation: 2 }),
    conv([2, 2], [2, 2], { padding: 'same' }),
  ],
  'pooling with ceil mode': [
    conv([3, 4], [3, 3], { padding: 1 }),
    pool,
    average,
    { type: 'channelShuffle', groups: 2 },
  ],
  'padding beyond the kernel': [
    conv([3, 2], [1, 1], { padding: 4, mode: 'reflect' }),
    conv([2, 2], [3, 3], { padding: 3 }),
  ],
  'borders that wrap around': [conv([3, 2], [5, 5], { padding: 2, mode: 'circular' })],
  'wrapped through several layers': [
    conv([3, 4], [3, 3], { padding: 1, mode: 'circular' }),
    { type: 'relu' },
    conv([4, 2], [3, 3], { padding: 2, dilation: 2, mode: 'circular' }),
    conv([2, 2], [3, 3], {}),
  ],
  'wrapped with a stride that fits some heights': [
    conv([3, 4], [4, 4], { padding: 2, stride: 2, mode: 'circular' }),
    conv([4, 2], [3, 3], { padding: 1, mode: 'circular' }),
  ],
  'wrapped behind a border of zeros, in one band': [
    conv([3, 2], [3, 3], { padding: 1 }),
    conv([2, 2], [3, 3], { padding: 1, mode: 'circular' }),
  ],
}

function photo(height: number, width: number): Tensor {
  return {
    shape: [1, 3, height, width],
    data: Float32Array.from({ length: 3 * height * width }, () => random()),
  }
}

function rowsOf({ shape, data }: Tensor, from: number, to: number): Tensor {
  const [, channels, height, width] = shape
  const rows = new Float32Array(channels * (to - from) * width)
  for (let c = 0; c < channels; c++) {
    rows.set(data.subarray((c * height + from) * width, (c * height + to) * width), c * (to - from) * width)
  }
  return { shape: [1, channels, to - from, width], data: rows }
}

describe('a photo that goes through a pipeline in bands', async () => {
  const engine = await createEngine({ mode: 'inline' })

  it.each(Object.keys(PIPELINES))('%s: every row and seam as in one piece, bit for bit', async (name) => {
    const layers = PIPELINES[name] ?? []
    for (const height of [37, 40, 41]) {
      const input = photo(height, 23)
      await engine.run(input, layers)
      const lease = engine.lease(layers.length - 1)
      const [, channels, outHeight, outWidth] = lease.shape
      const whole = Array.from({ length: channels }, (_, map) => lease.copy(map))
      lease.release()
      for (const rows of [1, 3, 8]) {
        const bands = bandsOf(pipelineWindows(input.shape, layers), outHeight, rows)
        const found = whole.map((map) => new Float32Array(map.length).fill(NaN))
        await runInBands(
          engine,
          layers,
          bands,
          height,
          (from, to) => Promise.resolve(rowsOf(input, from, to)),
          (done) => {
            done.maps.forEach((map, i) => found[i]?.set(map, done.from * outWidth))
            return Promise.resolve()
          },
        )
        expect(found).toEqual(whole)
      }
    }
  })

  it('keeps to its budget, in more bands where there is less', () => {
    const layers = PIPELINES['a 5 x 5'] ?? []
    const input: Shape4 = [1, 3, 4000, 6000]
    const few = planBands(engine, input, layers, { band: 400e6, whole: 400e6 })
    const many = planBands(engine, input, layers, { band: 40e6, whole: 40e6 })
    expect(many.length).toBeGreaterThan(few.length)
    expect(many.map(({ output }) => output[0])).toEqual([
      0,
      ...many.map(({ output }) => output[1]).slice(0, -1),
    ])
    expect(many.at(-1)?.output[1]).toBe(4000)
    expect(() => planBands(engine, input, layers, { band: 1e5, whole: 1e5 })).toThrow(/MB may be used/)
  })

  it('goes filter by filter where all filters at once do not fit', () => {
    const layers = PIPELINES['wrapped behind a border of zeros, in one band'] ?? []
    const input: Shape4 = [1, 3, 1000, 1000]
    const passes = (whole: number, together: boolean) =>
      planPasses(engine, input, layers, [1, 0], together, { band: 1, whole })
    expect(passes(60e6, false).map(({ maps }) => maps)).toEqual([
      [
        { wanted: 0, channel: 0 },
        { wanted: 1, channel: 1 },
      ],
    ])
    expect(passes(45e6, false).map(({ maps }) => maps)).toEqual([
      [{ wanted: 0, channel: 0 }],
      [{ wanted: 1, channel: 0 }],
    ])
    expect(() => passes(45e6, true)).toThrow(/whole photo at once.*MB may be used/)
    expect(() => passes(1e6, false)).toThrow(/MB may be used/)
  })

  it('stops between bands when it is called off', async () => {
    const layers = PIPELINES['a 5 x 5'] ?? []
    const input = photo(40, 23)
    const abort = new AbortController()
    const bands = bandsOf(pipelineWindows(input.shape, layers), 40, 8)
    let taken = 0
    const run = runInBands(
      engine,
      layers,
      bands,
      40,
      (from, to) => Promise.resolve(rowsOf(input, from, to)),
      () => {
        taken++
        abort.abort()
        return Promise.resolve()
      },
      { signal: abort.signal },
    )
    await expect(run).rejects.toHaveProperty('name', 'AbortError')
    expect(taken).toBe(1)
  })
})
