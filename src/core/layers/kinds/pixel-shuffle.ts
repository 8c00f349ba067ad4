import { ShapeError } from '../../errors.ts'
import { MAX_CHANNELS, MAX_FACTOR } from '../limits.ts'
import type { Shape4 } from '../../tensor.ts'
import type { Placement } from '../placement.ts'
import { readingAxis } from '../window.ts'
import { checkEnlarged } from './check-enlarged.ts'
import type { CheckSetting, FollowedLayer, LayerKind, LayerOf } from './kind.ts'

/** Either of them. */
export type PixelShuffleLayer = LayerOf<'pixelShuffle'> | LayerOf<'pixelUnshuffle'>

/**
 * torch.nn.PixelShuffle: r * r channels become one of r times the rows and columns. On other channels it keeps its factor where
 * that fits, else takes the next number below; so does PixelUnshuffle.
 */
export const PIXEL_SHUFFLE: LayerKind<PixelShuffleLayer> = {
  name: 'PixelShuffle',
  outputShape(input, { factor }) {
    const [n, channels, height, width] = input
    checkFactor(factor, 'pixel_shuffle', 'upscale_factor')
    const square = factor * factor
    if (channels % square !== 0) {
      throw new ShapeError(
        "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, " +
          `but input.size(-3)=${channels} is not divisible by ${square}`,
        'factor',
      )
    }
    return checkEnlarged(input, [n, channels / square, height * factor, width * factor], 'factor')
  },
  window(input, layer) {
    const [, , height, width] = PIXEL_SHUFFLE.outputShape(input, layer)
    const { factor } = layer
    const axis = (size: number, out: number) =>
      readingAxis(size, out, {
        of: (output) => [Math.floor(output / factor)],
        period: { elements: 1, outputs: factor },
      })
    return { h: axis(input[2], height), w: axis(input[3], width), paddingMode: 'zeros' }
  },
  placement: (input, layer) => shufflePlacement(input, layer, PIXEL_SHUFFLE.outputShape(input, layer)),
  outChannels: (channels, { factor }) => Math.max(1, Math.floor(channels / (factor * factor))),
  onChannels: (layer, { length: count }) => withFactor(layer, (factor) => count % (factor * factor) === 0),
  checkLimits: checkFactorLimit,
}

/** torch.nn.PixelUnshuffle: the reverse. */
export const PIXEL_UNSHUFFLE: LayerKind<PixelShuffleLayer> = {
  name: 'PixelUnshuffle',
  outputShape(input, { factor }) {
    const [n, channels, height, width] = input
    checkFactor(factor, 'pixel_unshuffle', 'downscale_factor')
    const sides = [
      ['height', -2, height],
      ['width', -1, width],
    ] as const
    for (const [side, dimension, size] of sides) {
      if (size % factor === 0) continue
      throw new ShapeError(
        `pixel_unshuffle expects ${side} to be divisible by downscale_factor, ` +
          `but input.size(${dimension})=${size} is not divisible by ${factor}`,
        'factor',
      )
    }
    return checkEnlarged(input, [n, channels * factor * factor, height / factor, width / factor], 'factor')
  },
  window(input, layer) {
    const [, , height, width] = PIXEL_UNSHUFFLE.outputShape(input, layer)
    const { factor } = layer
    const axis = (size: number, out: number) =>
      readingAxis(size, out, {
        of: (output) => Array.from({ length: factor }, (_, i) => output * factor + i),
        period: { elements: factor, outputs: 1 },
      })
    return { h: axis(input[2], height), w: axis(input[3], width), paddingMode: 'zeros' }
  },
  placement: (input, layer) => shufflePlacement(input, layer, PIXEL_UNSHUFFLE.outputShape(input, layer)),
  outChannels: (channels, { factor }) => channels * factor * factor,
  onChannels: (layer, { length: count }) =>
    withFactor(layer, (factor) => count * factor * factor <= MAX_CHANNELS),
  checkLimits: checkFactorLimit,
}

/** Where the value at (y, x) of an output channel stands in the input. */
export interface ShuffledPlace {
  readonly channel: number
  readonly y: number
  readonly x: number
}

/** out[c, y * r + i, x * r + j] = in[(c * r + i) * r + j, y, x], and the other way round for an unshuffle. */
export function shuffledPlace(
  { type, factor: r }: PixelShuffleLayer,
  channel: number,
  y: number,
  x: number,
): ShuffledPlace {
  if (type === 'pixelShuffle') {
    const part = (y % r) * r + (x % r)
    return { channel: channel * r * r + part, y: Math.floor(y / r), x: Math.floor(x / r) }
  }
  const part = channel % (r * r)
  return { channel: (channel - part) / (r * r), y: y * r + Math.floor(part / r), x: x * r + (part % r) }
}

function withFactor(layer: PixelShuffleLayer, fits: (factor: number) => boolean): FollowedLayer {
  let { factor } = layer
  while (factor > 1 && !fits(factor)) factor--
  return factor === layer.factor
    ? { layer, change: '' }
    : { layer: { ...layer, factor }, change: `now has factor ${factor}.` }
}

function checkFactor(factor: number, name: string, argument: string): void {
  if (!Number.isInteger(factor) || factor < 1) {
    throw new ShapeError(`${name} expects a positive ${argument}, but got ${factor}`, 'factor')
  }
}

function checkFactorLimit({ factor }: PixelShuffleLayer, check: CheckSetting): void {
  check(factor, 'factor', 'Factor', MAX_FACTOR)
}

/** Where a pixel shuffle's values come from; `output` is its shape. */
function shufflePlacement([, channels]: Shape4, layer: PixelShuffleLayer, output: Shape4): Placement {
  const [, channelsOut, height, width] = output
  const { type, factor } = layer
  const isShuffle = type === 'pixelShuffle'
  const steps = (length: number, place: (i: number) => number) =>
    Int32Array.from({ length }, (_, i) => place(i))
  const cell = isShuffle ? factor : 1
  return {
    cell,
    firstOfCell: 0,
    rows: steps(height, (y) => (isShuffle ? Math.floor(y / factor) : y * factor)),
    columns: steps(width / cell, (x) => (isShuffle ? x : x * factor)),
    value: 0,
    below: isShuffle ? 0 : factor - 1,
    sources: (map) => {
      const channel = map % channelsOut
      const first = ((map - channel) / channelsOut) * channels
      return Array.from({ length: cell * cell }, (_, i) => {
        const from = shuffledPlace(layer, channel, Math.floor(i / cell), i % cell)
        return { map: first + from.channel, row: from.y, column: from.x }
      })
    },
  }
}
