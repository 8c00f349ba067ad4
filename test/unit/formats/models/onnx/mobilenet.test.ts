import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { referencePipeline } from '../../../../../src/core/layers/reference.ts'
import { readOwnBank } from '../../../../../src/formats/models/own-pipeline.ts'
import { firstMismatch } from '../../../../fixtures/golden.ts'
import { chainOf, floats, modelOf, node, opened } from '../../../../fixtures/onnx-models.ts'
import { runOnnx } from '../../../../fixtures/onnx-runtime.ts'
import { coffee } from '../../../core/image/coffee.ts'
import { hasThirdParty, thirdParty } from '../../../core/image/fixtures.ts'

const WEIGHTS = 'filters/mobilenet_v1_first_layers.safetensors'
/** Even, as those that stride 2 pads on one side alone. */
const SIZE = [64, 96] as const
/** Each convolution of the first blocks: its stride and groups (Howard et al., 2017, table 1). */
const CONVS = [
  ['conv1', 2, 1],
  ['conv_dw_1', 1, 32],
  ['conv_pw_1', 1, 1],
  ['conv_dw_2', 2, 64],
] as const
/** Of values 0..6: float32 sums of up to 32 products, and a BatchNorm that is folded in. */
const BOUND = 5e-5

/** The first blocks as Keras has them: TensorFlow's padding, each convolution with its BatchNorm and ReLU6. */
async function firstBlocks(count: number): Promise<Uint8Array<ArrayBuffer>> {
  const { tensors } = await opened(thirdParty(WEIGHTS))
  const nodes = CONVS.slice(0, count).flatMap(([name, stride, group], i) => [
    node('Conv', [i === 0 ? 'x' : `y${i - 1}`, `${name}.weight`], `conv${i}`, {
      strides: [stride, stride],
      group,
      auto_pad: 'SAME_UPPER',
    }),
    node(
      'BatchNormalization',
      [`conv${i}`, ...['weight', 'bias', 'running_mean', 'running_var'].map((part) => `${name}_bn.${part}`)],
      `norm${i}`,
      { epsilon: { float: 1e-3 } },
    ),
    node('Clip', [`norm${i}`, 'zero', 'six'], i === count - 1 ? 'y' : `y${i}`),
  ])
  const used = new Set(nodes.flatMap(({ inputs }) => inputs))
  const parts = []
  for (const tensor of tensors) {
    const { name, shape } = tensor
    if (used.has(name)) parts.push({ name, shape, data: await tensor.read() })
  }
  const bounds = [
    { ...floats('zero', 0), shape: [] },
    { ...floats('six', 6), shape: [] },
  ]
  return modelOf({ shape: [1, 3, ...SIZE], nodes, tensors: [...parts, ...bounds] })
}

describe.skipIf(!hasThirdParty)('MobileNet on a photo (FIXTURES_DIR)', () => {
  const input = () => coffee(SIZE, (value) => value / 127.5 - 1)

  it.each([1, 2, 3, 4])('%i of its first layers give the maps of ONNX Runtime', async (count) => {
    const bytes = await firstBlocks(count)
    const [expected] = await runOnnx(bytes, input())
    const { layers } = await chainOf(bytes)
    const maps = referencePipeline(input(), layers).at(-1)
    expect(layers.filter(({ type }) => type === 'conv2d')).toHaveLength(count)
    expect(maps?.shape).toEqual(expected?.shape)
    expect(firstMismatch(maps?.data ?? [], expected?.data ?? [], () => BOUND)).toBeNull()
  })

  it.each([
    ['mobilenet-v1-conv1', 1],
    ['mobilenet-v1-block1', 3],
  ] as const)('%s, as it comes with the app, gives them too', async (file, count) => {
    const [expected] = await runOnnx(await firstBlocks(count), input())
    const { layers } = await readOwnBank(await opened(readFileSync(`public/trained/${file}.safetensors`)))
    const maps = referencePipeline(input(), layers).at(-1)
    expect(maps?.shape).toEqual(expected?.shape)
    expect(firstMismatch(maps?.data ?? [], expected?.data ?? [], () => BOUND)).toBeNull()
  })
})
