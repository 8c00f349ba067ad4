import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BankDocument, Layer, Pipeline } from '../../../../../src/core/layers/layer.ts'
import { referencePipeline } from '../../../../../src/core/layers/reference.ts'
import type { Shape4, Tensor } from '../../../../../src/core/tensor.ts'
import { writeOnnx } from '../../../../../src/formats/models/onnx/write-onnx.ts'
import { readOwnBank } from '../../../../../src/formats/models/own-pipeline.ts'
import { pipeline } from '../../../core/arbitraries.ts'
import { firstMismatch } from '../../../../fixtures/golden.ts'
import { chainOf, opened } from '../../../../fixtures/onnx-models.ts'
import { runOnnx } from '../../../../fixtures/onnx-runtime.ts'
import { arbitraryRun, randomTensor } from '../../../../fixtures/pipelines.ts'

const documentOf = (layers: Pipeline): BankDocument => ({
  name: '',
  input: { range: '0..1', light: 'srgb', matte: '#ffffff' },
  layers,
})

/** How far float32 sums may be off, behind several layers: by their largest value. */
function mismatch(actual: Tensor | undefined, expected: ArrayLike<number>): string | null {
  const largest = Array.from(expected).reduce(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
    1,
  )
  // ONNX Runtime's maximum of no numbers is the least float32
  const values = (actual?.data ?? new Float32Array()).map((value) => (value < -3.4e38 ? -Infinity : value))
  return firstMismatch(values, expected, () => 1e-4 * largest)
}

describe('a pipeline as an ONNX model', () => {
  it('comes back bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(pipeline, async (layers) => {
        const bank = documentOf(layers)
        expect(await readOwnBank(await opened(writeOnnx(bank, 3, null)))).toEqual(bank)
      }),
      { numRuns: 100 },
    )
  })

  it('gives in ONNX Runtime the maps of the reference', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun, fc.boolean(), async ({ input, layers }, isOpen) => {
        const [, channels, height, width] = input.shape
        const model = writeOnnx(documentOf(layers), channels, isOpen ? null : [height, width])
        const [output] = await runOnnx(model, input)
        const expected = referencePipeline(input, layers).at(-1) ?? input
        expect(output?.shape).toEqual(expected.shape)
        expect(mismatch(output, expected.data)).toBeNull()
      }),
      { numRuns: 60, seed: 11 },
    )
  })

  const bank = (weight: Shape4, groups = 1, paddingMode: 'zeros' | 'circular' | 'reflect' = 'zeros') => ({
    weight: randomTensor(weight, 5),
    bias: randomTensor([1, 1, 1, weight[0]], 6).data,
    params: { stride: [2, 1], padding: [1, 2], paddingMode, dilation: [1, 1], groups } as const,
    names: Array.from({ length: weight[0] }, () => ''),
  })
  const LAYERS: readonly Layer[] = [
    { type: 'conv2d', bank: bank([4, 3, 3, 3], 1, 'circular') },
    {
      type: 'conv2d',
      bank: {
        ...bank([3, 1, 2, 3], 3),
        params: { ...bank([3, 1, 2, 3], 3).params, stride: [1, 1], padding: 'same', paddingMode: 'reflect' },
      },
    },
    { type: 'convTranspose2d', bank: bank([4, 3, 3, 3]), outputPadding: [1, 0] },
    { type: 'affine', scale: Float32Array.of(1, -2, 0.5), shift: Float32Array.of(0, 1, -1) },
    { type: 'clip', min: -0.5, max: Infinity },
    { type: 'clip', min: 1, max: -1 },
    { type: 'elu', alpha: 0.5 },
    { type: 'gelu', approximate: 'none' },
    { type: 'gelu', approximate: 'tanh' },
    { type: 'hardsigmoid' },
    { type: 'hardswish' },
    { type: 'identity' },
    { type: 'leakyRelu', negativeSlope: 0.1 },
    { type: 'prelu', weight: Float32Array.of(0.1, 0.2, -0.5) },
    { type: 'prelu', weight: Float32Array.of(0.3) },
    { type: 'relu6' },
    { type: 'silu' },
    { type: 'softplus', beta: 2, threshold: 20 },
    { type: 'softplus', beta: 1, threshold: 0.5 },
    { type: 'globalAvgPool2d' },
    { type: 'pad', padding: [1, 2, 3, -1], mode: 'zeros', value: -1.5 },
    { type: 'pad', padding: [1, 2, 3, 0], mode: 'reflect', value: 0 },
    { type: 'pad', padding: [1, 2, 3, 0], mode: 'replicate', value: 0 },
    { type: 'pad', padding: [1, 2, 3, 0], mode: 'circular', value: 0 },
    { type: 'upsample', scaleFactor: [2, 1.5], mode: 'nearest', alignCorners: false },
    { type: 'upsample', scaleFactor: [2, 1.5], mode: 'bilinear', alignCorners: false },
    { type: 'upsample', scaleFactor: [2, 3], mode: 'bilinear', alignCorners: true },
    { type: 'pixelUnshuffle', factor: 2 },
    { type: 'channelShuffle', groups: 3 },
    {
      type: 'maxPool2d',
      kernelSize: [3, 2],
      stride: [2, 2],
      padding: [1, 1],
      dilation: [1, 1],
      ceilMode: true,
    },
    // more padding than ONNX Runtime takes for a window of two rows
    {
      type: 'maxPool2d',
      kernelSize: [2, 3],
      stride: [1, 2],
      padding: [2, 1],
      dilation: [3, 1],
      ceilMode: false,
    },
    {
      type: 'avgPool2d',
      kernelSize: [3, 2],
      stride: [2, 2],
      padding: [1, 1],
      ceilMode: false,
      countIncludePad: true,
    },
  ]

  it.each(LAYERS.map((layer) => ({ what: JSON.stringify(layer).slice(0, 60), layer })))(
    '$what',
    async ({ layer }) => {
      const layers: Pipeline = [
        layer,
        ...(layer.type === 'pixelUnshuffle' ? [{ type: 'pixelShuffle', factor: 2 } as const] : []),
      ]
      const input = randomTensor([1, 3, 8, 6], 9)
      const model = writeOnnx(documentOf(layers), 3, null)
      for (const count of [1, layers.length]) {
        const part = layers.slice(0, count)
        const [output] = await runOnnx(writeOnnx(documentOf(part), 3, null), input)
        const expected = referencePipeline(input, part).at(-1)
        expect(output?.shape).toEqual(expected?.shape)
        expect(mismatch(output, expected?.data ?? [])).toBeNull()
      }
      // as other programs would read it, by its graph
      const { chain } = await opened(model)
      if (chain?.stopsAt === null) {
        const output = referencePipeline(input, (await chainOf(model)).layers).at(-1) ?? input
        expect(
          mismatch(
            { shape: output.shape, data: Float32Array.from(output.data) },
            referencePipeline(input, layers).at(-1)?.data ?? [],
          ),
        ).toBeNull()
      } else expect(['softplus', 'channelShuffle', 'pixelUnshuffle']).toContain(layer.type)
    },
  )
})
