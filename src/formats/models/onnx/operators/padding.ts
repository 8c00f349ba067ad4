import type { Pair, Shape4 } from '../../../../core/tensor.ts'
import type { Sides } from '../../../../core/layers/layer.ts'
import { intsOf, pairOf, wordOf } from '../attributes.ts'
import type { OnnxNode } from '../graph.ts'
import { planned, Unexpressed, type Planned } from '../planned.ts'

/** Pixels before and behind rows and columns. */
export interface Pads {
  readonly before: Pair
  readonly after: Pair
}

/** How windows go over an input. */
interface Windows {
  readonly kernel: Pair
  readonly stride: Pair
  readonly dilation: Pair
}

/**
 * The padding of a node with windows: `pads`, or what `auto_pad` stands for: as many outputs as ceil(size / stride), the odd
 * pixel behind (SAME_UPPER) or before (SAME_LOWER).
 * @throws Unexpressed
 */
export function padsOf(node: OnnxNode, input: Shape4, { kernel, stride, dilation }: Windows): Pads {
  const auto = wordOf(node, 'auto_pad', 'NOTSET')
  if (auto === 'VALID') return { before: [0, 0], after: [0, 0] }
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
    const total = (i: 0 | 1) => {
      const size = input[i === 0 ? 2 : 3]
      const reach = dilation[i] * (kernel[i] - 1) + 1
      return Math.max(0, (Math.ceil(size / stride[i]) - 1) * stride[i] + reach - size)
    }
    const small = [Math.floor(total(0) / 2), Math.floor(total(1) / 2)] as const
    const large = [Math.ceil(total(0) / 2), Math.ceil(total(1) / 2)] as const
    return auto === 'SAME_UPPER' ? { before: small, after: large } : { before: large, after: small }
  }
  if (auto !== 'NOTSET') throw new Unexpressed(`auto_pad “${auto}” is not known`)
  const pads = intsOf(node, 'pads') ?? [0, 0, 0, 0]
  const [top = 0, left = 0, bottom = 0, right = 0] = pads
  if (pads.length !== 4) throw new Unexpressed(`pads of ${pads.length / 2} axes, not of rows and columns`)
  if (Math.min(top, left, bottom, right) < 0) throw new Unexpressed('negative pads')
  return { before: [top, left], after: [bottom, right] }
}

/** Whether it depends on the size of the input how much is padded. */
function dependsOnSize(node: OnnxNode): boolean {
  const stride = pairOf(node, 'strides', [1, 1])
  return wordOf(node, 'auto_pad', 'NOTSET').startsWith('SAME') && (stride[0] > 1 || stride[1] > 1)
}

/** What is to be said of a layer whose padding was computed for one size of the input. */
export function sizeNote(node: OnnxNode, input: Shape4, sizeKnown: boolean): { note?: string } {
  if (!dependsOnSize(node)) return {}
  const size = sizeKnown ? `a map of ${input[2]} × ${input[3]}` : 'sizes that the stride divides'
  return { note: `padding that depends on the size of the picture is that for ${size}` }
}

/** The same before and behind; null where it is not. */
export function symmetric({ before, after }: Pads): Pair | null {
  return before[0] === after[0] && before[1] === after[1] ? before : null
}

/** Padding as a layer of its own. @throws ShapeError */
export function padLayer(
  { before, after }: Pads,
  value: number,
  sign: 1 | -1 = 1,
): (input: Shape4) => Planned {
  const sides: Sides = [before[1], after[1], before[0], after[0]]
  const [left, right, top, bottom] = sides
  const padding: Sides = sign === 1 ? sides : [-left, -right, -top, -bottom]
  return (input) => planned(input, { type: 'pad', padding, mode: 'zeros', value })
}
