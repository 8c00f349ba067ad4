import { expect, it } from 'vitest'
import { kernelOnPhoto } from '../../../../src/core/presets/kernel-on-photo.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'

it('one kernel does the same to red, green and blue, and leaves a photo of one colour as it is where its sum is 1', () => {
  const photo = randomTensor([1, 3, 9, 11], 4)
  const gray = { ...photo, data: photo.data.map((_, i) => photo.data[i % 99] ?? NaN) }
  const sharp = Float32Array.of(0, -1, 0, -1, 5, -1, 0, -1, 0)
  const [maps] = referencePipeline(gray, kernelOnPhoto([3, 3], sharp))
  expect(maps?.shape).toEqual([1, 3, 9, 11])
  const plane = (c: number) => [...(maps?.data.subarray(c * 99, (c + 1) * 99) ?? [])]
  expect([plane(1), plane(2)]).toEqual([plane(0), plane(0)])
  const flat = { shape: [1, 3, 5, 4] as const, data: new Float32Array(60).fill(0.5) }
  for (const size of [
    [3, 3],
    [2, 2],
  ] as const) {
    const mean = new Float32Array(size[0] * size[1]).fill(1 / (size[0] * size[1]))
    const [same] = referencePipeline(flat, kernelOnPhoto(size, mean))
    expect(same?.shape).toEqual([1, 3, 5, 4])
    for (const value of same?.data ?? []) expect(value).toBeCloseTo(0.5, 6)
  }
})
