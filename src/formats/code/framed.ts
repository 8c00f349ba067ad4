import type { InputSettings } from '../../core/layers/layer.ts'
import weights from './weights.py?raw'

/** The statement of `preprocess` that takes the crop; none where the photo is seen whole. */
export function cropLines({ crop }: InputSettings): string[] {
  if (crop === undefined) return []
  const { x, y, width, height } = crop
  return [
    `    x = x[..., ${y} : ${y + height}, ${x} : ${x + width}]  # the crop, in pixels of the photo as it stands upright`,
  ]
}

/** The statement of `preprocess` that brings x to the exact size; none without one. */
export function resizeLines({ size }: InputSettings): string[] {
  return size === undefined ? [] : ['    x = resized(x)']
}

/** The function `resized` and what it needs; nothing without an exact size. @param array an array of float32, of lists as Python text */
export function resizeFunctions({ size }: InputSettings, array: (lists: string) => string): string[] {
  if (size === undefined) return []
  const { width, height, shorter } = size
  const words =
    shorter === undefined
      ? `x at ${width} x ${height}.`
      : `x with its shorter side at ${shorter}, and of that the middle ${width} x ${height}: Resize and CenterCrop of torchvision.`
  const scaled =
    shorter === undefined
      ? `scaled = [${height}, ${width}]`
      : `scaled = [${shorter} * side // min(sides) for side in sides]`
  return [
    '',
    weights.trim(),
    '',
    '',
    'def resized(x):',
    `    """${words}"""`,
    '    sides = x.shape[2:]',
    `    ${scaled}`,
    '    rows, columns = (',
    `        ${array('weights(side, to, round((to - seen) / 2), seen)')}`,
    `        for side, to, seen in zip(sides, scaled, [${height}, ${width}])`,
    '    )',
    `    return rows @ x @ columns.T`,
    '',
  ]
}
