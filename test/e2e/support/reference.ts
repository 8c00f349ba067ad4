import { expect } from '@playwright/test'
import type { FilterBank } from '../../../src/core/layers/layer.ts'
import { conv2dBound, referenceConv2d, type ReferenceTensor } from '../../../src/core/layers/reference.ts'
import { elementCount, type Shape4 } from '../../../src/core/tensor.ts'

/** Maps as an exported file holds them. */
export interface ExportedMaps {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Expect maps to be this Conv2d of this input, each value within the bound of the float64 reference. */
export function expectConv2d(maps: ExportedMaps, input: ReferenceTensor, bank: FilterBank): void {
  const wanted = referenceConv2d(input, bank)
  const bound = conv2dBound(input, bank)
  expect(maps.shape).toEqual(wanted.shape)
  expect(maps.data.length).toBe(elementCount(wanted.shape))
  const wrong = maps.data.findIndex(
    (value, i) => !(Math.abs(value - (wanted.data[i] ?? NaN)) <= (bound[i] ?? NaN)),
  )
  expect(wrong === -1 ? 'all within the bound' : describe(wrong, maps, wanted.data, bound)).toBe(
    'all within the bound',
  )
}

/** Channels of two outputs of one layer that do not hold the same values, bit for bit. */
export function changedChannels(before: ExportedMaps, after: ExportedMaps): number[] {
  expect(after.shape).toEqual(before.shape)
  const [, channels = 0, height = 0, width = 0] = before.shape
  const area = height * width
  const bits = ({ data }: ExportedMaps) => new Int32Array(data.buffer, data.byteOffset, data.length)
  const [a, b] = [bits(before), bits(after)]
  return Array.from({ length: channels }, (_, c) => c).filter((c) =>
    a.subarray(c * area, (c + 1) * area).some((word, i) => word !== b[c * area + i]),
  )
}

/** The tensor of exported maps, its negative values at zero. */
export function relu({ shape, data }: ExportedMaps): ReferenceTensor {
  const [n = 0, c = 0, h = 0, w = 0] = shape
  const size: Shape4 = [n, c, h, w]
  return { shape: size, data: data.map((value) => Math.max(0, value)) }
}

function describe(i: number, maps: ExportedMaps, wanted: Float64Array, bound: Float64Array): string {
  const [, , height = 1, width = 1] = maps.shape
  const at = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width].join(', ')
  return `value [${at}] is ${maps.data[i]}, should be ${wanted[i]} within ${bound[i]}`
}
