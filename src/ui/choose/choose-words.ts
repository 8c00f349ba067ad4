import { elementCount } from '../../core/tensor.ts'
import { channelsOf } from '../../formats/models/conv-shape.ts'
import type { FoundConv, ModelListing } from '../../formats/models/model-file.ts'
import type { Between, PlannedConv } from '../../formats/models/plan-layers.ts'
import { formatBytes } from '../controls/numbers.ts'

/** What activations between layers are called. */
export const BETWEEN_NAMES: Readonly<Record<Between, string>> = {
  none: 'nothing',
  relu: 'ReLU',
  leakyRelu: 'LeakyReLU',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
}

/** What a convolution is, as "Conv2d 3→16 3×3, groups 1". @param groups those that it has or is given */
export function convWords(conv: FoundConv, groups: number): string {
  const [reads, makes] = channelsOf(conv, groups)
  const [, , rows, columns] = conv.weightShape
  return `${conv.transposed ? 'ConvTranspose2d' : 'Conv2d'} ${reads}→${makes} ${rows}×${columns}, groups ${groups}`
}

/** What is in a file, in a sentence. @param size in bytes */
export function fileWords(name: string, size: number, { convs, tensors }: ModelListing): string {
  return `${name} (${formatBytes(size)}): ${counted(convs.length, 'convolution')}, ${counted(tensors.length, 'tensor')}.`
}

/** What weights take of the memory once they are read, and what was never read does not. */
export function memoryWords(weights: number): string {
  return `${formatBytes(weights * Float32Array.BYTES_PER_ELEMENT)} of weights`
}

/** What becomes of the channels and what they take, as "3 → conv1 → 16 → ReLU → conv2 → 32: 20 kB of weights". */
export function planWords(plan: readonly PlannedConv[], between: Between): string {
  const [first] = plan
  if (first === undefined) return 'Nothing is chosen.'
  const steps = plan.flatMap(({ conv, params, reads, isMixed }, i) => [
    ...(i > 0 && between !== 'none' ? [BETWEEN_NAMES[between]] : []),
    ...(isMixed ? [`1×1 mixer → ${reads}`] : []),
    conv.name,
    String(channelsOf(conv, params.groups)[1]),
  ])
  const weights = plan.reduce(
    (sum, { conv, before, reads, isMixed }) =>
      sum + elementCount(conv.weightShape) + (isMixed ? before * reads : 0),
    0,
  )
  return `${[String(first.before), ...steps].join(' → ')}: ${memoryWords(weights)}`
}

function counted(count: number, thing: string): string {
  return `${count === 0 ? 'no' : count} ${thing}${count === 1 ? '' : 's'}`
}
