import { describe, expect, it } from 'vitest'
import { referencePipeline } from '../../../../../src/core/layers/reference.ts'
import { firstMismatch, toShape4 } from '../../../../fixtures/golden.ts'
import { chainOf, IMAGE, modelOf, opened } from '../../../../fixtures/onnx-models.ts'
import { runOnnx } from '../../../../fixtures/onnx-runtime.ts'
import { VALUE_GRAPHS } from '../../../../fixtures/onnx-value-graphs.ts'
import { WINDOW_GRAPHS } from '../../../../fixtures/onnx-window-graphs.ts'
import { randomTensor } from '../../../../fixtures/pipelines.ts'

/** Float32 sums of some dozen products of numbers of about 1, against float64. */
const BOUND = 2e-5

const GRAPHS = [...WINDOW_GRAPHS, ...VALUE_GRAPHS].map(([what, types, graph, shape = IMAGE]) => ({
  what,
  types,
  model: modelOf({ ...graph, shape }),
  shape,
}))

describe('operators as layers give what ONNX Runtime computes', () => {
  it.each(GRAPHS)('$what', async ({ what, types, model, shape }) => {
    const { layers, notes } = await chainOf(model)
    expect(layers.map(({ type }) => type).join(' ')).toBe(types)
    expect(notes.filter((note) => !note.startsWith('int64'))).toEqual(
      types.startsWith('pad') && what.endsWith('stride 2') ? [expect.stringContaining('9 × 8')] : [],
    )
    const input = randomTensor(toShape4(shape), 7)
    const [expected] = await runOnnx(model, input)
    const output = referencePipeline(input, layers).at(-1)
    expect(output?.shape).toEqual(expected?.shape)
    expect(
      firstMismatch(
        expected?.data ?? [],
        output?.data ?? [],
        (i) => BOUND * (1 + Math.abs(output?.data[i] ?? 0)),
      ),
    ).toBeNull()
  })

  it('keeps a BatchNorm as a layer on request', async () => {
    const { model } = GRAPHS.find(({ what }) => what === 'BatchNormalization behind Conv') ?? expect.fail()
    const [folded, kept] = [await chainOf(model), await chainOf(model, 'affine')]
    expect(kept.layers.map(({ type }) => type)).toEqual(['conv2d', 'affine'])
    const input = randomTensor(IMAGE, 3)
    const [a, b] = [folded, kept].map(({ layers }) => referencePipeline(input, layers).at(-1)?.data ?? [])
    expect(firstMismatch(a ?? [], b ?? [], () => BOUND)).toBeNull()
    expect((await opened(model)).convs).toMatchObject([{ batchNorm: true, norm: { eps: 1e-5 } }])
  })
})
