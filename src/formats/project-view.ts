import type { ColorMapName, ShownValues } from '../core/image/colors.ts'
import { readFinite, readInteger, readObject, readWord, type Node } from './json-reader.ts'

/** What is selected and how maps are shown, as far as it belongs to a project: positions count from 0. */
export interface ProjectView {
  readonly layer: number
  readonly filter: number
  readonly channel: number
  readonly colorMap: ColorMapName
  readonly range: 'map' | 'group' | 'layer'
  /** One given range for all maps, in place of `range`; null for none. */
  readonly fixed: { readonly low: number; readonly high: number } | null
  readonly shown: ShownValues
}

const COLOR_MAPS = ['gray', 'viridis', 'magma', 'signed'] as const satisfies readonly ColorMapName[]
const RANGES = ['map', 'group', 'layer'] as const satisfies readonly ProjectView['range'][]
const SHOWN = ['signed', 'absolute', 'clamped'] as const satisfies readonly ShownValues[]
/** Positions that a file may name; what does not exist is read as the nearest that does. */
const MAX_POSITION = 65_535
/** Long side of the working picture that a file may ask for, in pixels; 0 is full. */
const MAX_RESOLUTION = 32_768

/** @throws FormatError with the path of the field */
export function readView(node: Node): ProjectView {
  const fields = readObject(node, ['layer', 'filter', 'channel', 'colorMap', 'range'], ['fixed', 'shown'])
  const position = (field: Node) => readInteger(field, 0, MAX_POSITION)
  return {
    layer: position(fields.layer),
    filter: position(fields.filter),
    channel: position(fields.channel),
    colorMap: readWord(fields.colorMap, COLOR_MAPS),
    range: readWord(fields.range, RANGES),
    fixed: fields.fixed && fields.fixed.value !== null ? readFixed(fields.fixed) : null,
    shown: fields.shown ? readWord(fields.shown, SHOWN) : 'signed',
  }
}

function readFixed(node: Node): ProjectView['fixed'] {
  const fields = readObject(node, ['low', 'high'])
  return { low: readFinite(fields.low), high: readFinite(fields.high) }
}

/** The working resolution: long side in pixels, 0 for full. @throws FormatError */
export function readResolution(node: Node): number {
  return readInteger(node, 0, MAX_RESOLUTION)
}
