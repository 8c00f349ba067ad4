import { PADDING_MODES, type Sides } from '../../../../core/layers/layer.ts'
import { floatOf, intsOf, wordOf } from '../attributes.ts'
import { PAD_WORDS } from '../pad-words.ts'
import { planned, Unexpressed } from '../planned.ts'
import type { Call, Operator } from './operator.ts'

const PAD_MODES = new Map(PADDING_MODES.map((mode) => [PAD_WORDS[mode], mode]))

/** Pad: of rows and columns alone; negative sides are cut off. Settings are attributes before opset 11. */
export const pad: Operator = async (call) => {
  const { node, input } = call
  const word = wordOf(node, 'mode', 'constant')
  const mode = PAD_MODES.get(word)
  if (mode === undefined) throw new Unexpressed(`padding of the kind “${word}” is not known`)
  const padding = await sidesOf(call)
  const value = mode === 'zeros' ? await valueOf(call) : 0
  return padding.every((side) => side === 0) ? [] : [planned(input, { type: 'pad', padding, mode, value })]
}

async function sidesOf({ node, constants }: Call): Promise<Sides> {
  const [, name = '', , axesName = ''] = node.inputs
  const listed = intsOf(node, 'pads') ?? intsOf(node, 'paddings')
  const pads = listed ?? (await constants.numbers(name, 'padding'))
  const axes = axesName === '' ? [0, 1, 2, 3] : await constants.numbers(axesName, 'list of axes')
  if (pads.length !== 2 * axes.length) throw new Unexpressed(`${pads.length} pads for ${axes.length} axes`)
  const sides = [0, 0, 0, 0, 0, 0, 0, 0]
  axes.forEach((axis, i) => {
    const place = axis < 0 ? axis + 4 : axis
    sides[place] = pads[i] ?? 0
    sides[place + 4] = pads[i + axes.length] ?? 0
  })
  const [n, c, top = 0, left = 0, nAfter, cAfter, bottom = 0, right = 0] = sides
  if (n || c || nAfter || cAfter || sides.length !== 8)
    throw new Unexpressed('padding of other axes than rows and columns')
  return [left, right, top, bottom]
}

async function valueOf({ node, constants }: Call): Promise<number> {
  const [, , name = ''] = node.inputs
  if (name === '') return floatOf(node, 'value', 0)
  return (await constants.numbers(name, 'value'))[0] ?? 0
}
