import { describe, expect, it } from 'vitest'
import { MAX_WEIGHTS } from '../../../../src/core/layers/limits.ts'
import { openModel } from '../../../../src/formats/models/open-file.ts'
import { sourceOfBytes } from '../../../../src/formats/models/byte-source.ts'
import { countOf } from '../../../../src/formats/models/dtypes.ts'
import { picturesFrom } from '../../../../src/formats/models/kernel-picture.ts'
import { countingSource, modelBytes, modelNames, weightsFile } from '../../../fixtures/model-files.ts'

const KINDS = ['safetensors', 'npy', 'npz', 'pt', 'onnx']
/** Those that are refused have tests of their own. */
const opened = KINDS.flatMap((kind) =>
  modelNames(kind, /./).map(async (name) => {
    const model = await openModel(sourceOfBytes(modelBytes(kind, name))).catch(() => null)
    return model === null ? [] : [[name, model] as const]
  }),
)
const files = (await Promise.all(opened)).flat()

/** The bits of values, as text that is quickly compared; or why they are not read. */
const settled = (values: Promise<Float32Array>) =>
  values.then(
    ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString('latin1'),
    (error: unknown) => error,
  )
const BYTES = 4
/** Not one number that is said to be 200 million. */
const isHeld = (shape: readonly number[]) => countOf(shape) <= MAX_WEIGHTS

describe('the first values of a tensor', () => {
  it('more than sixty files are opened', () => {
    expect(files.length).toBeGreaterThan(60)
  })

  it.each(files)('%s: are those of all', async (_name, { tensors, convs }) => {
    for (const tensor of tensors.filter(({ shape }) => isHeld(shape))) {
      const all = await settled(tensor.read())
      if (typeof all !== 'string') {
        expect(await settled(tensor.read(1))).toEqual(all)
        continue
      }
      const values = all.length / BYTES
      for (const count of new Set([0, Math.min(1, values), values >> 1, values])) {
        const first = await settled(tensor.read(count))
        expect(first === all.slice(0, BYTES * count), `${tensor.name}, ${count}`).toBe(true)
      }
    }
    for (const conv of convs.filter(({ weightShape }) => isHeld(weightShape))) {
      const all = String(await settled(conv.weight()))
      const [filters] = conv.weightShape
      for (const count of new Set([1, filters])) {
        const first = await settled(conv.weight(count))
        expect(first === all.slice(0, (all.length / filters) * count), `${conv.name}, ${count}`).toBe(true)
      }
    }
  })

  it('pictures of large weights read the filters that they show and no more', async () => {
    const source = countingSource(weightsFile({ 'a.weight': [512, 256, 3, 3], 'b.weight': [64, 3, 7, 7] }))
    const model = await openModel(source)
    source.bytesRead = 0
    const [large, colour] = await picturesFrom(model, new Set(['a', 'b']))
    expect([large?.shape, colour?.shape]).toEqual([
      [6, 1, 3, 3],
      [6, 3, 7, 7],
    ])
    expect(source.bytesRead).toBe(4 * (6 * 256 * 9 + 6 * 3 * 49))
  })
})
