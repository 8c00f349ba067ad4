import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandsOf, pipelineWindows } from '../../../src/core/layers/bands.ts'
import { ShapeError } from '../../../src/core/errors.ts'
import type { Layer, PaddingMode, Pipeline } from '../../../src/core/layers/layer.ts'
import { layerOutputShape, pipelineShapes } from '../../../src/core/layers/pipeline.ts'
import type { Shape4, Tensor } from '../../../src/core/tensor.ts'
import { createEngine } from '../../../src/engine/create-engine.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { planBands, planPasses, runInBands } from '../../../src/engine/full-resolution.ts'
import { shapeChoices, shapeLayer, transposedLayer } from '../../fixtures/shape-layers.ts'
import { conv, PIPELINES, random } from './full-resolution-pipelines.ts'

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

/** The maps of a photo that is run as it is. */
async function inOnePiece(engine: Engine, input: Tensor, layers: Pipeline): Promise<Float32Array[]> {
  await engine.run(input, layers, { exactDenseWork: true })
  const lease = engine.lease(layers.length - 1)
  const maps = Array.from({ length: lease.shape[1] }, (_, map) => lease.copy(map))
  lease.release()
  return maps
}

/** The same in bands of so many rows of output. */
async function inBands(
  engine: Engine,
  input: Tensor,
  layers: Pipeline,
  rows: number,
): Promise<Float32Array[]> {
  const [, channels, outHeight, outWidth] = pipelineShapes(input.shape, layers).at(-1) ?? input.shape
  const bands = bandsOf(pipelineWindows(input.shape, layers), outHeight, rows)
  const found = Array.from({ length: channels }, () => new Float32Array(outHeight * outWidth).fill(NaN))
  await runInBands(
    engine,
    layers,
    bands,
    input.shape[2],
    (from, to) => Promise.resolve(rowsOf(input, from, to)),
    (done) => {
      done.maps.forEach((map, i) => found[i]?.set(map, done.from * outWidth))
      return Promise.resolve()
    },
  )
  return found
}

const axisChoices = fc.record({
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.constantFrom(1, 1, 1, 2, 3),
  padding: fc.constantFrom(0, 1, 2, 3, 4, 9),
  dilation: fc.constantFrom(1, 1, 2, 3),
})
const layerChoices = fc.record({
  kind: fc.constantFrom(
    ...(['conv2d', 'conv2d', 'conv2d', 'maxPool2d', 'avgPool2d', 'relu'] as const),
    ...(['shape', 'shape', 'transposed'] as const),
  ),
  shape: shapeChoices,
  seed: fc.nat(),
  h: axisChoices,
  w: axisChoices,
  mode: fc.constantFrom<PaddingMode>('zeros', 'reflect', 'replicate', 'circular'),
  isSame: fc.constantFrom(false, false, true),
  ceilMode: fc.boolean(),
})

/** So that no chain grows out of hand. */
const [MOST_CHANNELS, MOST_ELEMENTS] = [32, 20_000]

const arbitraryChain = fc.record({
  height: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 50 })),
  isCircular: fc.boolean(),
  layers: fc.array(layerChoices, { minLength: 1, maxLength: 4 }),
})

/** A photo and a chain of layers, those that do not fit left out; half of the chains are circular throughout. */
function chainOf({ height, isCircular, layers: choices }: ChoicesOf<typeof arbitraryChain>) {
  const input = photo(height, 11)
  let shape = input.shape
  const layers: Layer[] = []
  for (const choice of choices) {
    const layer = layerOf(shape, isCircular ? { ...choice, mode: 'circular' } : choice)
    try {
      const output = layerOutputShape(shape, layer)
      if (output[1] > MOST_CHANNELS || output[2] * output[3] > MOST_ELEMENTS) continue
      shape = output
      layers.push(layer)
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
    }
  }
  return { input, layers: layers.length > 0 ? layers : [{ type: 'relu' } satisfies Layer] }
}

type ChoicesOf<A> = A extends fc.Arbitrary<infer T> ? T : never

function layerOf(
  shape: Shape4,
  { kind, h, w, mode, isSame, ceilMode, shape: choices, seed }: ChoicesOf<typeof layerChoices>,
): Layer {
  const [, channels] = shape
  const pair = (field: keyof typeof h) => [h[field], w[field]] as const
  if (kind === 'relu') return { type: 'relu' }
  if (kind === 'shape') return shapeLayer(choices, shape)
  if (kind === 'transposed') return transposedLayer(conv([channels, 2], pair('kernel'), {}).bank, seed)
  if (kind === 'conv2d') {
    const layer = conv([channels, 2], pair('kernel'), { mode })
    const params = isSame
      ? { padding: 'same' as const }
      : { padding: pair('padding'), stride: pair('stride') }
    return {
      ...layer,
      bank: { ...layer.bank, params: { ...layer.bank.params, ...params, dilation: pair('dilation') } },
    }
  }
  const [kernelSize, stride] = [pair('kernel'), pair('stride')]
  const half = ([size, other]: readonly [number, number]) =>
    [Math.min(h.padding, Math.floor(size / 2)), Math.min(w.padding, Math.floor(other / 2))] as const
  return kind === 'maxPool2d'
    ? { type: kind, kernelSize, stride, padding: half(kernelSize), dilation: pair('dilation'), ceilMode }
    : {
        type: kind,
        kernelSize,
        stride,
        padding: half(kernelSize),
        ceilMode,
        countIncludePad: mode === 'zeros',
      }
}

describe('a photo that goes through a pipeline in bands', async () => {
  const engine = await createEngine({ mode: 'inline' })

  it.each(Object.keys(PIPELINES))('%s: every row and seam as in one piece, bit for bit', async (name) => {
    const layers = PIPELINES[name] ?? []
    for (const height of [37, 40, 41]) {
      const input = photo(height, 23)
      const whole = await inOnePiece(engine, input, layers)
      for (const rows of [1, 3, 8]) expect(await inBands(engine, input, layers, rows)).toEqual(whole)
    }
  })

  it('any chain of layers at any height gives in bands of any height what it gives in one piece, bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryChain, fc.integer({ min: 1, max: 12 }), async (choices, rows) => {
        const { input, layers } = chainOf(choices)
        expect(await inBands(engine, input, layers, rows)).toEqual(await inOnePiece(engine, input, layers))
      }),
      { seed: 22, numRuns: 300 },
    )
  })

  it('circular padding wider than the reach of the kernel meets itself behind a low last band', async () => {
    const layers = [conv([3, 2], [3, 3], { padding: 4, mode: 'circular' })]
    const input = photo(507, 9)
    expect(await inBands(engine, input, layers, 512)).toEqual(await inOnePiece(engine, input, layers))
    // 515 rows of output: the last band has three
    expect(planBands(engine, input.shape, layers, { band: 1e9, whole: 1e9 })).toHaveLength(2)
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
