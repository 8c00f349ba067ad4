import type { Attachment } from 'svelte/attachments'
import { paintedValues } from '../../core/image/painted-values.ts'
import type { AnyPreset } from '../../core/presets/apply-preset.ts'
import type { ParameterValues } from '../../core/presets/preset.ts'
import { presetMaps } from '../../core/presets/preset-maps.ts'
import { planesOf } from '../choices/preset-list.ts'
import type { Easel } from './easel.svelte.ts'
import { drawPlanes } from './planes.ts'

/** Draws a preset's kernel, when its turn comes. @param side in CSS pixels @param values of the chosen one, which is drawn first */
export function kernelPicture(
  { size, theme, turns }: Easel,
  preset: AnyPreset,
  side: number,
  values?: ParameterValues,
): Attachment<HTMLCanvasElement> {
  return (canvas) =>
    turns.add(() => {
      const picture = planesOf(preset, size, values ?? {})
      drawPlanes(canvas, picture.planes, picture.size, side, theme)
    }, values !== undefined)
}

/** Draws a preset's map of the small photo, when its turn comes; of a bank, four maps in a square. @param values see kernelPicture */
export function mapPicture(
  { size, photo, colors, isSymmetric, turns }: Easel,
  preset: AnyPreset,
  values?: ParameterValues,
): Attachment<HTMLCanvasElement> {
  return (canvas) =>
    turns.add(() => {
      const context = canvas.getContext('2d')
      const maps = photo === null ? [] : presetMaps(preset, photo, size, values)
      canvas.style.visibility = maps.length === 0 ? 'hidden' : ''
      const [, , height, width] = photo?.shape ?? [1, 3, 0, 0]
      const columns = maps.length > 1 ? 2 : 1
      canvas.width = columns * width
      canvas.height = Math.ceil(maps.length / columns) * height
      maps.forEach((map, i) => {
        const pixels = new Uint8ClampedArray(paintedValues(map, colors, isSymmetric).buffer)
        const [x, y] = [(i % columns) * width, Math.floor(i / columns) * height]
        context?.putImageData(new ImageData(pixels, width, height), x, y)
      })
    }, values !== undefined)
}
