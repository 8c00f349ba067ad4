import type { UpsampleParams } from '../../../../core/layers/layer.ts'
import { MAX_SCALE } from '../../../../core/layers/limits.ts'
import type { Pair, Shape4 } from '../../../../core/tensor.ts'
import { intOf, wordOf } from '../attributes.ts'
import type { OnnxNode } from '../graph.ts'
import { planned, Unexpressed } from '../planned.ts'
import type { Call, Operator } from './operator.ts'

/** Resize from opset 11 on; of opset 10, only by nearest values. */
export const resize: Operator = async (call) => {
  const { node, opset, input } = call
  const names = opset < 11 ? ['', '', node.inputs[1] ?? ''] : node.inputs
  const scale = await scaleOf(call, names[2] ?? '', names[3] ?? '')
  return upsampled(input, scale, opset < 11 ? legacyMode(node) : modeOf(node, scale))
}

/** Upsample, opset 7 to 9: by nearest values. Scales are an attribute before opset 9. */
export const upsample: Operator = async (call) => {
  const { node, input } = call
  const listed = node.attributes.get('scales')?.floats
  const scale = listed ? spatial(listed) : await scaleOf(call, node.inputs[1] ?? '', '')
  return upsampled(input, scale, legacyMode(node))
}

type Mode = Pick<UpsampleParams, 'mode' | 'alignCorners'>

const NEAREST: Mode = { mode: 'nearest', alignCorners: false }

function upsampled(input: Shape4, scaleFactor: Pair, mode: Mode) {
  if (scaleFactor[0] === 1 && scaleFactor[1] === 1) return []
  if (!scaleFactor.every((scale) => scale > 0 && scale <= MAX_SCALE)) {
    throw new Unexpressed(`scales of ${scaleFactor.join(' × ')}, not above 0 and at most ${MAX_SCALE}`)
  }
  return [planned(input, { type: 'upsample', scaleFactor, ...mode })]
}

/** Older forms place linear samples as PyTorch does not. */
function legacyMode(node: OnnxNode): Mode {
  if (wordOf(node, 'mode', 'nearest') === 'nearest') return NEAREST
  throw new Unexpressed('linear interpolation with corners of pixels aligned at one side only')
}

/**
 * PyTorch's nearest is floor(i / scale): so is a half pixel rounded, for whole factors. Its bilinear is that of half pixels, or of
 * aligned corners.
 */
function modeOf(node: OnnxNode, scale: Pair): Mode {
  const mode = wordOf(node, 'mode', 'nearest')
  const place = wordOf(node, 'coordinate_transformation_mode', 'half_pixel')
  if (intOf(node, 'antialias', 0) !== 0) throw new Unexpressed('interpolation with antialiasing')
  if (mode === 'linear') {
    if (place === 'half_pixel' || place === 'pytorch_half_pixel')
      return { mode: 'bilinear', alignCorners: false }
    if (place === 'align_corners') return { mode: 'bilinear', alignCorners: true }
    throw new Unexpressed(`linear interpolation with coordinates “${place}”`)
  }
  if (mode !== 'nearest') throw new Unexpressed(`${mode} interpolation`)
  const rounding = wordOf(node, 'nearest_mode', 'round_prefer_floor')
  const isWhole = scale.every(Number.isInteger)
  const isHalf = place === 'half_pixel' || place === 'pytorch_half_pixel'
  const isExact =
    (place === 'asymmetric' && rounding === 'floor') ||
    (isHalf && rounding.startsWith('round_') && isWhole) ||
    (place === 'asymmetric' && rounding === 'round_prefer_floor' && isWhole && Math.max(...scale) <= 2)
  if (!isExact) throw new Unexpressed(`nearest values by “${place}” and “${rounding}”`)
  return NEAREST
}

async function scaleOf(
  { node, input, sizeKnown, constants }: Call,
  scales: string,
  sizes: string,
): Promise<Pair> {
  const axes = node.attributes.get('axes')?.ints
  const ordered = (list: readonly number[]) => (axes ? byAxis(list, axes, input, scales !== '') : list)
  if (scales !== '') {
    const list = await constants.numbers(scales, 'list of scales')
    if (list.length > 0) return spatial(ordered(list))
  }
  if (sizes === '') throw new Unexpressed('neither scales nor sizes')
  if (wordOf(node, 'keep_aspect_ratio_policy', 'stretch') !== 'stretch') {
    throw new Unexpressed('sizes that keep the aspect ratio')
  }
  const size = ordered(await constants.numbers(sizes, 'size'))
  if (!sizeKnown) throw new Unexpressed('a fixed size of an input whose size is open')
  return spatial(size.map((pixels, i) => (i === 0 ? 1 : factorOf(pixels, input[i] ?? 1))))
}

/**
 * The factor by which a size becomes so many pixels: their quotient, or the number above it where rounding makes one less of it.
 * @throws Unexpressed where there is none
 */
function factorOf(pixels: number, size: number): number {
  const quotient = pixels / size
  const factor = Math.floor(size * quotient) < pixels ? quotient * (1 + Number.EPSILON) : quotient
  if (Math.floor(size * factor) !== pixels) throw new Unexpressed(`a size of ${pixels} pixels`)
  return factor
}

function byAxis(list: readonly number[], axes: readonly number[], input: Shape4, isScale: boolean): number[] {
  const all: number[] = isScale ? [1, 1, 1, 1] : [...input]
  axes.forEach((axis, i) => {
    all[axis < 0 ? axis + 4 : axis] = list[i] ?? NaN
  })
  return all
}

function spatial(scales: readonly number[]): Pair {
  const [n, c, h, w] = scales
  if (scales.length !== 4 || n !== 1 || c !== 1 || h === undefined || w === undefined) {
    throw new Unexpressed('scales of other axes than rows and columns')
  }
  return [h, w]
}
