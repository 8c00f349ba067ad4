import type { Shape4 } from '../../../../core/tensor.ts'
import { intOf, wordOf } from '../attributes.ts'
import { inTurn, planned, Unexpressed, type Planned } from '../planned.ts'
import type { Operator } from './operator.ts'

const shuffled = (groups: number) => (input: Shape4) => planned(input, { type: 'channelShuffle', groups })

/** DepthToSpace: CRD is PixelShuffle; DCR is that with its channels shuffled before. */
export const depthToSpace: Operator = ({ node, input }) => {
  const factor = intOf(node, 'blocksize', 0)
  const isOrdered = wordOf(node, 'mode', 'DCR') === 'CRD' || input[1] === factor * factor
  return inTurn(input, [
    ...(isOrdered ? [] : [shuffled(factor * factor)]),
    (shape: Shape4): Planned => planned(shape, { type: 'pixelShuffle', factor }),
  ])
}

/** SpaceToDepth is PixelUnshuffle with its channels shuffled behind it. */
export const spaceToDepth: Operator = ({ node, input }) => {
  const factor = intOf(node, 'blocksize', 0)
  return inTurn(input, [
    (shape: Shape4): Planned => planned(shape, { type: 'pixelUnshuffle', factor }),
    ...(input[1] === 1 ? [] : [shuffled(input[1])]),
  ])
}

/**
 * Reshape, Transpose, Reshape, as exporters write ChannelShuffle, PixelShuffle and PixelUnshuffle.
 * @param split the sizes into which the first reshapes @param perm the order of axes @param merged what the last makes of them
 */
export function reshuffled(
  input: Shape4,
  split: readonly number[],
  perm: readonly number[],
  merged: readonly number[],
): readonly Planned[] {
  const [, channels, height, width] = input
  const [, a = 0, b = 0, c = 0] = split
  const candidates: readonly (readonly [perm: string, split: readonly number[], plan: () => Planned])[] = [
    ['0,2,1,3,4', [a, channels / a, height, width], () => shuffled(a)(input)],
    [
      '0,1,4,2,5,3',
      [channels / (b * b), b, b, height, width],
      () => planned(input, { type: 'pixelShuffle', factor: b }),
    ],
    [
      '0,1,3,5,2,4',
      [channels, height / c, c, width / c, c],
      () => planned(input, { type: 'pixelUnshuffle', factor: c }),
    ],
  ]
  const found = candidates.find(
    ([order, sizes]) => order === String(perm) && String(sizes) === String(split.slice(1)),
  )
  if (found === undefined) throw new Unexpressed('axes in an order that is no shuffle of channels')
  const step = found[2]()
  if (String(step.output.slice(1)) !== String(merged.slice(1)))
    throw new Unexpressed('axes that are merged otherwise')
  return [step]
}
