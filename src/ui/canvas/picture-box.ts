import type { Shape4 } from '../../core/tensor.ts'

/** Room for a map in CSS pixels, in its proportions, within so many pixels of height and width. */
export function pictureBox(
  shape: Shape4 | undefined,
  height: number,
  width: number,
): { readonly width: number; readonly height: number } {
  const [, , rows, columns] = shape ?? [1, 1, 2, 3]
  const scale = Math.min(Math.max(40, height) / rows, width / columns)
  return { width: Math.max(12, Math.round(columns * scale)), height: Math.max(12, Math.round(rows * scale)) }
}
