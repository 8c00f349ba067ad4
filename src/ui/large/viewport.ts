import type { PicturePart } from '../../core/picture-part.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** What a stage shows of a map, and where; lengths of the screen in CSS pixels. */
export interface Viewport {
  /** CSS pixels for each value of the map. */
  readonly scale: number
  /** Place on the map of the stage's corner; negative where the stage reaches beyond. */
  readonly x: number
  readonly y: number
  /** Whole values that are in sight. */
  readonly crop: PicturePart
}

/** Largest zoom: a value is a square that its number fits in. */
export const MOST_ZOOM = 64

/** The scale at which a map fits a stage with a margin. */
export function fitScale(map: Size, stage: Size, margin = 16): number {
  return Math.min((stage.width - 2 * margin) / map.width, (stage.height - 2 * margin) / map.height, MOST_ZOOM)
}

/** @param centre the place on the map in the middle of the stage */
export function viewport(map: Size, stage: Size, scale: number, centre: { x: number; y: number }): Viewport {
  const x = centre.x - stage.width / 2 / scale
  const y = centre.y - stage.height / 2 / scale
  const run = (from: number, length: number, most: number) => {
    const first = Math.max(0, Math.min(most - 1, Math.floor(from)))
    return [first, Math.max(1, Math.min(most, Math.ceil(from + length)) - first)] as const
  }
  const [left, width] = run(x, stage.width / scale, map.width)
  const [top, height] = run(y, stage.height / scale, map.height)
  return { scale, x, y, crop: { x: left, y: top, width, height } }
}

/** The centre after zooming to `scale` such that the place under (x, y) of the stage stays there. */
export function zoomAt(
  view: Viewport,
  stage: Size,
  scale: number,
  x: number,
  y: number,
): { x: number; y: number } {
  return {
    x: view.x + x / view.scale + (stage.width / 2 - x) / scale,
    y: view.y + y / view.scale + (stage.height / 2 - y) / scale,
  }
}
