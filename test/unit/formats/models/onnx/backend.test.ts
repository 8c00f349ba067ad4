import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { referencePipeline } from '../../../../../src/core/layers/reference.ts'
import { sourceOfBytes } from '../../../../../src/formats/models/byte-source.ts'
import { readTensor } from '../../../../../src/formats/models/onnx/tensor.ts'
import { WireFile } from '../../../../../src/formats/models/onnx/wire.ts'
import { firstMismatch, toShape4 } from '../../../../fixtures/golden.ts'
import { chainOf, opened } from '../../../../fixtures/onnx-models.ts'
import { withTensors } from '../../../../fixtures/onnx-runtime.ts'
import { hasThirdParty, thirdParty, thirdPartyFiles } from '../../../core/image/fixtures.ts'

/** Why a case is none of a pipeline's, by the last part of its name. */
const NOT_OURS: Readonly<Record<string, string>> = {
  test_averagepool_2d_pads:
    'padding of 2 beside a window of 3, left out of averages: PyTorch takes half a window at most',
  test_averagepool_2d_same_lower: 'padding on one side, left out of averages',
  test_batchnorm_epsilon_training_mode: 'statistics of its input, as in training',
  test_batchnorm_example_training_mode: 'statistics of its input, as in training',
  test_globalmaxpool_precomputed: 'the largest value of a whole map: no layer of that kind',
  test_LeakyReLU: 'three axes: no batch of maps',
  test_relu_expanded_ver18: 'three axes: no batch of maps',
}

/** Float32 sums of some dozen products, and numbers that are printed with five digits. */
const BOUND = 2e-5

async function tensorOf(path: string) {
  const bytes = thirdParty(path)
  const whole = { number: 0, value: null, from: 0, to: bytes.length }
  const tensor = await readTensor(new WireFile(sourceOfBytes(bytes)), whole)
  return { name: tensor.name, bytes, shape: tensor.shape, data: await tensor.read() }
}

const CASES = thirdPartyFiles('onnx-backend')
  .filter((path) => path.endsWith('model.onnx'))
  .map((path) => ({ path, name: dirname(path).split('/').at(-1) ?? '' }))

describe.skipIf(!hasThirdParty)('cases of the ONNX backend (FIXTURES_DIR)', () => {
  const ours = CASES.filter(({ name }) => NOT_OURS[name] === undefined)

  it('has 38, of which 31 are of a pipeline', () => {
    expect([CASES.length, ours.length]).toEqual([38, 31])
  })

  it.each(ours)('$name', async ({ path }) => {
    const data = join(dirname(path), 'test_data_set_0')
    const inputs = []
    for (let i = 0; existsSync(join(data, `input_${i}.pb`)); i++) {
      inputs.push(await tensorOf(join(data, `input_${i}.pb`)))
    }
    const [image, ...constants] = inputs
    if (image === undefined) return expect.fail('no input')
    // what a case gives as further inputs is constant in a model
    const model = withTensors(
      thirdParty(path),
      constants.map(({ bytes }) => bytes),
    )
    // a pooling with a second output, the places of the maxima, gives the first
    expect((await opened(model)).chain?.stopsAt ?? 'the output').toContain('the output')
    const { layers } = await chainOf(model)
    const output = referencePipeline({ shape: toShape4(image.shape), data: image.data }, layers).at(-1)
    const expected = await tensorOf(join(data, 'output_0.pb'))
    expect(output?.shape).toEqual(expected.shape)
    expect(
      firstMismatch(output?.data ?? [], expected.data, (i) => BOUND * (1 + Math.abs(expected.data[i] ?? 0))),
    ).toBeNull()
  })

  it.each(
    CASES.filter(({ name }) => NOT_OURS[name] !== undefined).map((each) => ({
      ...each,
      why: NOT_OURS[each.name],
    })),
  )('$name is not: $why', async ({ path }) => {
    const { chain } = await opened(thirdParty(path))
    expect(chain?.layers ?? 0).toBe(0)
  })
})
