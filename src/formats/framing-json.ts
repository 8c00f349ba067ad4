import type { ExactSize, InputSettings } from '../core/layers/layer.ts'
import { MAX_EXACT, MAX_SIDE, MAX_SPAN } from '../core/layers/limits.ts'
import type { PicturePart } from '../core/picture-part.ts'
import { readInteger, readObject, refuse, type Node } from './json-reader.ts'

/** `crop` and `size` of input settings as fields, written only where they are set. */
export function framingFields({ crop, size }: InputSettings): (readonly [name: string, text: string])[] {
  return [
    ...(crop ? [['crop', JSON.stringify(crop)] as const] : []),
    ...(size ? [['size', JSON.stringify(size)] as const] : []),
  ]
}

/** A part of a photo; which photo is not known here. @throws FormatError with the path of the field */
export function readCrop(node: Node): PicturePart {
  const fields = readObject(node, ['x', 'y', 'width', 'height'])
  return {
    x: readInteger(fields.x, 0, MAX_SIDE),
    y: readInteger(fields.y, 0, MAX_SIDE),
    width: readInteger(fields.width, 1, MAX_SIDE),
    height: readInteger(fields.height, 1, MAX_SIDE),
  }
}

/** An exact size, its middle within what the shorter side leaves. @throws FormatError with the path of the field */
export function readExactSize(node: Node): ExactSize {
  const fields = readObject(node, ['width', 'height'], ['shorter'])
  const width = readInteger(fields.width, 1, MAX_EXACT)
  const height = readInteger(fields.height, 1, MAX_EXACT)
  if (fields.shorter === undefined) return { width, height }
  const shorter = readInteger(fields.shorter, 1, MAX_SPAN)
  if (shorter < Math.max(width, height)) refuse(fields.shorter, `${shorter} is less than width or height`)
  return { width, height, shorter }
}
