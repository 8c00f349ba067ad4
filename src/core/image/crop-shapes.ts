import type { PicturePart } from '../picture-part.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** What of a crop is dragged: -1 its left or top edge, 1 its right or bottom one, 0 neither on that axis. */
export interface Grip {
  readonly x: -1 | 0 | 1
  readonly y: -1 | 0 | 1
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

/** All of a picture. */
export function wholePart({ width, height }: Size): PicturePart {
  return { x: 0, y: 0, width, height }
}

/** A part in whole pixels, at least one wide and high, pushed and cut so that it lies in the picture. */
export function placed({ x, y, width, height }: PicturePart, picture: Size): PicturePart {
  const size = {
    width: clamp(Math.round(width), 1, picture.width),
    height: clamp(Math.round(height), 1, picture.height),
  }
  return {
    x: clamp(Math.round(x), 0, picture.width - size.width),
    y: clamp(Math.round(y), 0, picture.height - size.height),
    ...size,
  }
}

/** A part moved, as far as the picture goes. */
export function moved(part: PicturePart, dx: number, dy: number, picture: Size): PicturePart {
  return placed({ ...part, x: part.x + dx, y: part.y + dy }, picture)
}

/**
 * A part whose edges are dragged by so many pixels; those opposite stay where they are.
 * @param ratio of width to height that it keeps; of a single edge the other axis then grows about its middle. Null for none
 */
export function resized(
  part: PicturePart,
  grip: Grip,
  [dx, dy]: readonly [dx: number, dy: number],
  picture: Size,
  ratio: number | null,
): PicturePart {
  const across = axisOf(part.x, part.width, grip.x, dx, picture.width)
  const down = axisOf(part.y, part.height, grip.y, dy, picture.height)
  if (ratio === null) return placed(partOf(across, down, across.length, down.length), picture)
  const wanted =
    grip.x === 0
      ? down.length * ratio
      : grip.y === 0
        ? across.length
        : Math.max(across.length, down.length * ratio)
  const most = Math.min(across.room, down.room * ratio)
  const width = clamp(wanted, Math.max(1, ratio), most)
  return placed(partOf(across, down, width, width / ratio), picture)
}

/** One axis of a part under a drag: the length that it wants, how long it may be, and how far into it its fixed point is, 0..1. */
interface Axis {
  readonly fixed: number
  readonly share: number
  readonly length: number
  readonly room: number
}

function axisOf(from: number, length: number, end: -1 | 0 | 1, by: number, side: number): Axis {
  if (end === 0) {
    const middle = from + length / 2
    return { fixed: middle, share: 0.5, length, room: 2 * Math.min(middle, side - middle) }
  }
  const fixed = end === 1 ? from : from + length
  const room = end === 1 ? side - fixed : fixed
  return { fixed, share: end === 1 ? 0 : 1, length: clamp(length + end * by, 1, room), room }
}

function partOf(across: Axis, down: Axis, width: number, height: number): PicturePart {
  return { x: across.fixed - across.share * width, y: down.fixed - down.share * height, width, height }
}

/** The part between two points of the picture, from the first on. @param ratio as of `resized` */
export function between(
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  picture: Size,
  ratio: number | null,
): PicturePart {
  const grip = { x: to[0] < from[0] ? -1 : 1, y: to[1] < from[1] ? -1 : 1 } as const
  const [x, y] = [clamp(Math.round(from[0]), 0, picture.width), clamp(Math.round(from[1]), 0, picture.height)]
  const point = {
    x: clamp(x, grip.x === -1 ? 1 : 0, grip.x === 1 ? picture.width - 1 : picture.width),
    y: clamp(y, grip.y === -1 ? 1 : 0, grip.y === 1 ? picture.height - 1 : picture.height),
    width: 0,
    height: 0,
  }
  return resized(point, grip, [to[0] - point.x, to[1] - point.y], picture, ratio)
}

/** A part of that ratio of width to height, about the same middle and, where there is room for it, of the same area. */
export function withRatio(part: PicturePart, ratio: number, picture: Size): PicturePart {
  const width = Math.min(Math.sqrt(part.width * part.height * ratio), picture.width, picture.height * ratio)
  const height = width / ratio
  const [middleX, middleY] = [part.x + part.width / 2, part.y + part.height / 2]
  return placed({ x: middleX - width / 2, y: middleY - height / 2, width, height }, picture)
}

/** Whether a part is of that ratio of width to height, as far as whole pixels go. */
export function hasRatio({ width, height }: PicturePart, ratio: number): boolean {
  return Math.abs(width - height * ratio) <= (1 + ratio) / 2 + 1e-9
}
