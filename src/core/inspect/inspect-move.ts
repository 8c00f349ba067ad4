import type { LayerOf } from '../layers/kinds/kind.ts'
import { shuffledPlace, type PixelShuffleLayer } from '../layers/kinds/pixel-shuffle.ts'
import type { UpsampleParams } from '../layers/layer.ts'
import { padShape, padWindow } from '../layers/pad.ts'
import { layerOutputShape } from '../layers/pipeline.ts'
import type { Shape4 } from '../tensor.ts'
import { upsampleInfo } from '../layers/upsample.ts'
import { tapPositions, type TapPosition } from '../layers/window-taps.ts'
import type { InspectedWindow, PixelReader } from './reading.ts'

/** One output value of a layer that changes a map's shape without weights. */
export interface InspectedMove {
  readonly type: LayerOf<'globalAvgPool2d' | 'pad' | 'upsample'>['type'] | PixelShuffleLayer['type']
  readonly window: InspectedWindow
  /** The channel of the input that is read. */
  readonly channel: number
  /** The values that it is made of: one, the four it lies between (by rows, where there are so many), none of a mean. */
  readonly values: readonly { readonly row: number; readonly column: number; readonly value: number }[]
  /** Bilinear: the part of the value below, and of the one to the right. */
  readonly parts: { readonly below: number; readonly right: number } | null
  /** Of a mean: the sum, and of how many values. */
  readonly mean: { readonly sum: number; readonly count: number } | null
  readonly total: number
}

type Moved = Omit<InspectedMove, 'type'>

/** As inspectLayer, of such a layer. @throws ShapeError, RangeError */
export function inspectMove(
  read: PixelReader,
  input: Shape4,
  layer: LayerOf<'globalAvgPool2d' | 'pad' | 'upsample'> | PixelShuffleLayer,
  channel: number,
  y: number,
  x: number,
): InspectedMove {
  const [, channels, height, width] = layerOutputShape(input, layer)
  const isInside = (at: number, count: number) => Number.isInteger(at) && at >= 0 && at < count
  if (!isInside(channel, channels) || !isInside(y, height) || !isInside(x, width)) {
    throw new RangeError(
      `no value [${channel}, ${y}, ${x}] in an output of ${channels} × ${height} × ${width}`,
    )
  }
  switch (layer.type) {
    case 'globalAvgPool2d':
      return { type: layer.type, ...meanOf(read, input, channel) }
    case 'upsample':
      return { type: layer.type, ...blended(read, input, layer, channel, y, x) }
    case 'pad': {
      padShape(input, layer)
      const { h, w, paddingMode } = padWindow(input, layer)
      const [rows, columns] = [tapPositions(h, paddingMode, y), tapPositions(w, paddingMode, x)]
      const [row, column] = [rows[0]?.source ?? null, columns[0]?.source ?? null]
      const found = row === null || column === null ? null : one(read, channel, row, column)
      const window = { rows, columns }
      return {
        type: layer.type,
        ...(found ?? { channel, values: [], parts: null, mean: null, total: layer.value }),
        window,
      }
    }
    case 'pixelShuffle':
    case 'pixelUnshuffle': {
      const from = shuffledPlace(layer, channel, y, x)
      return { type: layer.type, ...one(read, from.channel, from.y, from.x) }
    }
  }
}

function one(read: PixelReader, channel: number, row: number, column: number): Moved {
  const value = read(channel, row, column)
  return {
    window: { rows: [at(row)], columns: [at(column)] },
    channel,
    values: [{ row, column, value }],
    parts: null,
    mean: null,
    total: value,
  }
}

function blended(
  read: PixelReader,
  input: Shape4,
  layer: UpsampleParams,
  channel: number,
  y: number,
  x: number,
): Moved {
  const { rows, columns } = upsampleInfo(input, layer)
  const [top, bottom, below] = [rows.first[y] ?? 0, rows.second[y] ?? 0, rows.part[y] ?? 0]
  const [left, right, beside] = [columns.first[x] ?? 0, columns.second[x] ?? 0, columns.part[x] ?? 0]
  if (layer.mode === 'nearest') return one(read, channel, top, left)
  const rowsRead = top === bottom ? [top] : [top, bottom]
  const columnsRead = left === right ? [left] : [left, right]
  const inRow = (row: number) => (1 - beside) * read(channel, row, left) + beside * read(channel, row, right)
  return {
    window: { rows: rowsRead.map(at), columns: columnsRead.map(at) },
    channel,
    values: rowsRead.flatMap((row) =>
      columnsRead.map((column) => ({ row, column, value: read(channel, row, column) })),
    ),
    parts: { below, right: beside },
    mean: null,
    total: (1 - below) * inRow(top) + below * inRow(bottom),
  }
}

function meanOf(read: PixelReader, [, , height, width]: Shape4, channel: number): Moved {
  let sum = 0
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) sum += read(channel, row, column)
  }
  const count = height * width
  const all = (size: number) => Array.from({ length: size }, (_, i) => at(i))
  const window = { rows: all(height), columns: all(width) }
  return { window, channel, values: [], parts: null, mean: { sum, count }, total: sum / count }
}

function at(index: number): TapPosition {
  return { index, source: index, padding: false }
}
