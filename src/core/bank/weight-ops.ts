import {
  flipHorizontal,
  flipVertical,
  negate,
  normalise,
  normaliseL1,
  normaliseL2,
  rotate180,
  rotate90,
  scale,
  subtractMean,
  transpose,
  zero,
  type Kernel,
} from './kernel-ops.ts'
import type { FilterBank } from '../layers/layer.ts'

/** Something that can be done to a kernel or to all kernels of a filter. */
export interface WeightOp {
  /** Stable, kebab case. */
  readonly id: string
  readonly name: string
  /** What it is good for, where the name does not say. */
  readonly hint?: string
  readonly kind: 'turn' | 'normalise' | 'scale'
  /** Changes height and width for one another: square kernels only, as those of a bank share one size. */
  readonly square?: true
  /** What it puts in place of the weights, whatever they were: "Zeros". Left out where they are changed. */
  readonly overwrites?: string
  readonly apply: (kernel: Kernel) => Kernel
}

/** Every operation on weights, in the order of a menu. */
export const WEIGHT_OPS: readonly WeightOp[] = [
  { id: 'rotate-90', name: 'Rotate by 90°', kind: 'turn', square: true, apply: rotate90 },
  {
    id: 'rotate-180',
    name: 'Rotate by 180°',
    hint: 'Conv2d does not flip its kernel; this makes it a true convolution.',
    kind: 'turn',
    apply: rotate180,
  },
  { id: 'flip-horizontal', name: 'Flip left and right', kind: 'turn', apply: flipHorizontal },
  { id: 'flip-vertical', name: 'Flip top and bottom', kind: 'turn', apply: flipVertical },
  { id: 'transpose', name: 'Transpose', kind: 'turn', square: true, apply: transpose },
  {
    id: 'sum-1',
    name: 'Normalise the sum to 1',
    hint: 'A flat picture keeps its brightness.',
    kind: 'normalise',
    apply: normalise,
  },
  {
    id: 'sum-0',
    name: 'Normalise the sum to 0',
    hint: 'Takes the mean away: a flat picture gives 0.',
    kind: 'normalise',
    apply: subtractMean,
  },
  { id: 'l1', name: 'Normalise L1', hint: 'Magnitudes sum to 1.', kind: 'normalise', apply: normaliseL1 },
  { id: 'l2', name: 'Normalise L2', hint: 'Squares sum to 1.', kind: 'normalise', apply: normaliseL2 },
  { id: 'negate', name: 'Negate', kind: 'scale', apply: negate },
  { id: 'double', name: 'Scale × 2', kind: 'scale', apply: (kernel) => scale(kernel, 2) },
  { id: 'halve', name: 'Scale × 0.5', kind: 'scale', apply: (kernel) => scale(kernel, 0.5) },
  { id: 'zero', name: 'Set all to 0', kind: 'scale', overwrites: 'Zeros', apply: zero },
]

/** Whether an operation keeps the size of these kernels. */
export function fitsSize(op: Pick<WeightOp, 'square'>, bank: FilterBank): boolean {
  return op.square !== true || bank.weight.shape[2] === bank.weight.shape[3]
}

/** A run of kernels of one filter: one of them, or all. */
export interface KernelRange {
  readonly filter: number
  /** Counted within the group; all kernels of the filter where it is missing. */
  readonly channel?: number
}

/**
 * Change kernels: each range as one stack.
 * @throws RangeError for kernels that do not exist, or a change of size
 */
export function mapKernels(
  bank: FilterBank,
  ranges: readonly KernelRange[],
  change: (kernel: Kernel) => Kernel,
): FilterBank {
  const [filters, perGroup, height, width] = bank.weight.shape
  const area = height * width
  const data = bank.weight.data.slice()
  for (const { filter, channel } of ranges) {
    const from = filter * perGroup + (channel ?? 0)
    const to = channel === undefined ? from + perGroup : from + 1
    if (!(filter >= 0 && filter < filters && (channel === undefined || (channel >= 0 && channel < perGroup))))
      throw new RangeError(`no kernel [${filter}, ${channel ?? 'all'}]`)
    const before = { height, width, values: bank.weight.data.slice(from * area, to * area) }
    const after = change(before)
    if (after.height !== height || after.width !== width || after.values.length !== before.values.length) {
      throw new RangeError(`kernels of ${height} x ${width} cannot become ${after.height} x ${after.width}`)
    }
    data.set(after.values, from * area)
  }
  return { ...bank, weight: { ...bank.weight, data } }
}
