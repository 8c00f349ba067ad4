import { LETTER } from './draw.ts'

/** A point with a label, in CSS pixels of the drawing. */
export interface Labelled {
  readonly x: number
  readonly y: number
  readonly text: string
}

/** Where a label's middle stands beside its point. */
export interface Offset {
  readonly dx: number
  readonly dy: number
}

/** Left, top, right, bottom. */
export type Box = readonly [left: number, top: number, right: number, bottom: number]

const LINE = 12
const DOT = 5

/** The box that a label takes at an offset from its point. */
export function labelBox({ x, y, text }: Labelled, { dx, dy }: Offset): Box {
  const half = (text.length * LETTER) / 2
  return [x + dx - half, y + dy - LINE / 2, x + dx + half, y + dy + LINE / 2]
}

/**
 * Where to write each label so that it covers no dot and no other label, and stays within `frame`: above
 * its dot, below, beside or further off, the first place that is free; where none is, the one that covers least. Labels are
 * placed in the order given.
 * @returns the offset of each label, in the order of `points`
 */
export function placeLabels(points: readonly Labelled[], frame: Box): Offset[] {
  const blocked = points.map(({ x, y }): Box => [x - DOT, y - DOT, x + DOT, y + DOT])
  return points.map((point) => {
    const side = DOT + 3 + (point.text.length * LETTER) / 2
    const places: readonly Offset[] = [12, 24, 36].flatMap((far) => [
      { dx: 0, dy: -far },
      { dx: 0, dy: far },
      { dx: side, dy: far - 12 },
      { dx: -side, dy: far - 12 },
      { dx: side, dy: 12 - far },
      { dx: -side, dy: 12 - far },
    ])
    let best: { place: Offset; cost: number } = { place: { dx: 0, dy: -12 }, cost: Infinity }
    for (const place of places) {
      const box = labelBox(point, place)
      const covered = blocked.reduce((sum, other) => sum + overlap(box, other), 0)
      const cost = covered + (overlap(box, box) - overlap(box, frame))
      if (cost < best.cost) best = { place, cost }
    }
    blocked.push(labelBox(point, best.place))
    return best.place
  })
}

/** The area that two boxes share. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1])
  return Math.max(0, width) * Math.max(0, height)
}
