import { reaching, transposedInfo } from './conv-transpose2d.ts'
import {
  PIXEL_SHUFFLE,
  PIXEL_UNSHUFFLE,
  shuffledPlace,
  type PixelShuffleLayer,
} from './kinds/pixel-shuffle.ts'
import './kinds/more-kinds.ts'
import type { ConvTranspose2dLayer, PadParams, UpsampleParams } from './layer.ts'
import { padShape, padWindow } from './pad.ts'
import { at, eachElement, type ReferenceOutput, type ReferenceTensor } from './reference-tensor.ts'
import { elementCount, type Shape4 } from '../tensor.ts'
import { upsampleInfo } from './upsample.ts'
import { tapPositions } from './window-taps.ts'

/*
 * Layers that change a map's shape, in float64 by their definitions. NaN and infinities do what they do in PyTorch.
 */

/** torch.nn.functional.pad. @throws ShapeError */
export function referencePad(input: ReferenceTensor, layer: PadParams): ReferenceOutput {
  const { h, w, paddingMode } = padWindow(input.shape, layer)
  const rows = Array.from({ length: h.out }, (_, y) => tapPositions(h, paddingMode, y)[0]?.source ?? null)
  const columns = Array.from({ length: w.out }, (_, x) => tapPositions(w, paddingMode, x)[0]?.source ?? null)
  return elements(padShape(input.shape, layer), (n, c, y, x) => {
    const [row, column] = [rows[y] ?? null, columns[x] ?? null]
    return row === null || column === null ? layer.value : at(input.data, placeOf(input, n, c, row, column))
  })
}

/** torch.nn.AdaptiveAvgPool2d(1). */
export function referenceGlobalAvgPool({ shape, data }: ReferenceTensor): ReferenceOutput {
  const [batch, channels, height, width] = shape
  const area = height * width
  return elements([batch, channels, 1, 1], (n, c) => {
    const first = (n * channels + c) * area
    let sum = 0
    for (let i = first; i < first + area; i++) sum += at(data, i)
    return sum / area
  })
}

/** torch.nn.Upsample: columns are blended, then rows. @throws ShapeError */
export function referenceUpsample(input: ReferenceTensor, layer: UpsampleParams): ReferenceOutput {
  const { output, rows, columns } = upsampleInfo(input.shape, layer)
  return elements(output, (n, c, y, x) => {
    const value = (row: number, column: number) => at(input.data, placeOf(input, n, c, row, column))
    const [left, right, part] = [at(columns.first, x), at(columns.second, x), at(columns.part, x)]
    if (layer.mode === 'nearest') return value(at(rows.first, y), left)
    const inRow = (row: number) => (1 - part) * value(row, left) + part * value(row, right)
    const down = at(rows.part, y)
    return (1 - down) * inRow(at(rows.first, y)) + down * inRow(at(rows.second, y))
  })
}

/** torch.nn.PixelShuffle and PixelUnshuffle. @throws ShapeError */
export function referencePixelShuffle(input: ReferenceTensor, layer: PixelShuffleLayer): ReferenceOutput {
  const kind = layer.type === 'pixelShuffle' ? PIXEL_SHUFFLE : PIXEL_UNSHUFFLE
  return elements(kind.outputShape(input.shape, layer), (n, c, y, x) => {
    const from = shuffledPlace(layer, c, y, x)
    return at(input.data, placeOf(input, n, from.channel, from.y, from.x))
  })
}

/**
 * torch.nn.ConvTranspose2d: every output is its bias and the sum, over the channels of its group and the taps of their kernels,
 * of weight[c, filter, i, j] * x[c, a, b] where a * stride + i * dilation - padding is its row, and b likewise its column.
 * @throws ShapeError
 */
export function referenceTransposed(input: ReferenceTensor, layer: ConvTranspose2dLayer): ReferenceOutput {
  const { output, h, w } = transposedInfo(input.shape, layer)
  const { weight, bias, params } = layer.bank
  const [filters, inPerGroup, kernelHeight, kernelWidth] = weight.shape
  const rows = Array.from({ length: h.out }, (_, y) => reaching(h, y))
  const columns = Array.from({ length: w.out }, (_, x) => reaching(w, x))
  return elements(output, (n, filter, y, x) => {
    const firstChannel = Math.floor((filter * params.groups) / filters) * inPerGroup
    let sum = bias === null ? 0 : at(bias, filter)
    for (let i = 0; i < inPerGroup; i++) {
      for (const row of rows[y] ?? []) {
        for (const column of columns[x] ?? []) {
          const tap = ((filter * inPerGroup + i) * kernelHeight + row.tap) * kernelWidth + column.tap
          const pixel = placeOf(input, n, firstChannel + i, row.element, column.element)
          sum += at(weight.data, tap) * at(input.data, pixel)
        }
      }
    }
    return sum
  })
}

function elements(
  shape: Shape4,
  value: (n: number, c: number, y: number, x: number) => number,
): ReferenceOutput {
  const data = new Float64Array(elementCount(shape))
  let index = 0
  eachElement(shape, (n, c, y, x) => {
    data[index++] = value(n, c, y, x)
  })
  return { shape, data }
}

function placeOf({ shape }: ReferenceTensor, n: number, c: number, y: number, x: number): number {
  return ((n * shape[1] + c) * shape[2] + y) * shape[3] + x
}
