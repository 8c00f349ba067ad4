import { expect, test } from 'vitest'
import { createBank, filterOf } from '../../../../src/core/bank/bank.ts'
import { ShapeError } from '../../../../src/core/errors.ts'
import type { FilterBank } from '../../../../src/core/layers/layer.ts'
import { pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import { bankAt } from '../../../../src/state/document/edits.ts'
import { putFilters, putLayers } from '../../../../src/state/document/put-layers.ts'
import { conv, randomDocument, smallDocument } from '../documents.ts'

const document = randomDocument(1)
const from = bankAt(randomDocument(2, 'g'), 0)

/** The first filters of a bank, with biases. */
function some({ weight, names, ...rest }: FilterBank, count: number): FilterBank {
  const [, perGroup, height, width] = weight.shape
  return {
    ...rest,
    weight: {
      shape: [count, perGroup, height, width],
      data: weight.data.slice(0, count * perGroup * height * width),
    },
    bias: Float32Array.from({ length: count }, (_, i) => i + 0.5),
    names: names.slice(0, count),
  }
}

test('filters come behind one, with their weights, biases and names; the others stay, and layers behind do not see them', () => {
  const two = some(from, 2)
  const edit = putFilters(document, 0, 3, two)
  const [before, after] = [bankAt(document, 0), bankAt(edit.document, 0)]
  expect(edit.filters).toEqual([4, 5])
  expect(after.weight.shape[0]).toBe(10)
  const sources = [0, 1, 2, 3, null, null, 4, 5, 6, 7]
  sources.forEach((source, filter) => {
    const [bank, at] = source === null ? [two, filter - 4] : [before, source]
    expect([...filterOf(after, filter)]).toEqual([...filterOf(bank, at)])
    expect([after.names[filter], after.bias?.[filter]]).toEqual([bank.names[at], bank.bias?.[at] ?? 0])
  })
  const input = {
    shape: [1, 3, 5, 4] as const,
    data: Float32Array.from({ length: 60 }, (_, i) => Math.sin(i)),
  }
  const last = (layers: typeof document.layers) => referencePipeline(input, layers).at(-1)?.data
  expect(last(edit.document.layers)).toEqual(last(document.layers))
})

test('in groups every group gets them, and smaller kernels stand in the middle', () => {
  const small = some(createBank(2, 4, [1, 3]), 1)
  const edit = putFilters(document, 2, 5, small)
  const after = bankAt(edit.document, 2)
  expect(after.weight.shape).toEqual([20, 2, 3, 3])
  expect(after.params.groups).toBe(4)
  expect(edit.filters).toEqual([2, 7, 12, 17])
  for (const filter of edit.filters)
    expect([...filterOf(after, filter)]).toEqual([
      0,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      0,
      ...Array.from({ length: 9 }, () => 0),
    ])
  expect(edit.message).toContain('into each of 4 groups')
})

test.each([
  ['of other channels', createBank(5, 1, [3, 3]), /reads 5 channels, those of this layer read 3/],
  ['of larger kernels', createBank(3, 1, [5, 5]), /5 × 5, those of this layer 3 × 3/],
  ['beyond the most channels', createBank(3, 1020, [1, 1]), /1024/],
])('filters %s are refused, saying why', (_, bank, message) => {
  expect(() => putFilters(document, 0, 0, bank)).toThrow(ShapeError)
  expect(() => putFilters(document, 0, 0, bank)).toThrow(message)
})

test('layers take the channels that are there, by number, and say so; those behind take theirs', () => {
  const edit = putLayers(smallDocument(), [conv(8, 6), { type: 'relu' }], 2)
  expect(edit.document.layers.slice(1, 4)).toEqual([{ type: 'relu' }, conv(8, 6), { type: 'relu' }])
  expect(pipelineShapes([1, 3, 9, 9], edit.document.layers).at(-1)).toEqual([1, 16, 9, 9])
  expect([edit.select, edit.origins]).toEqual([3, [0, 1, null, null, 2]])
  const unfitting = putLayers(smallDocument(), [conv(5, 6)], 1)
  expect(bankAt(unfitting.document, 1).weight.shape).toEqual([6, 8, 3, 3])
  expect(unfitting.message).toMatch(/^Pasted Conv2d\. Layer 2 now takes 8 channels: 162 new weights are 0\./)
})
