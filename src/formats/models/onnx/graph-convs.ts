import { MAX_CHANNELS, MAX_KERNEL } from '../../../core/layers/limits.ts'
import { weightName } from '../conv-names.ts'
import { countOf } from '../dtypes.ts'
import type { StoredConv } from '../open-model.ts'
import { intOf } from './attributes.ts'
import { Constants } from './constants.ts'
import type { OnnxGraph, OnnxNode } from './graph.ts'
import { normParts } from './operators/affine.ts'
import { convParts, convSettings } from './operators/conv.ts'
import { padsOf, symmetric } from './operators/padding.ts'
import { Unexpressed } from './planned.ts'

/** The convolutions of a graph over rows and columns, in its order, with the BatchNorm that alone reads each. */
export function graphConvs(graph: OnnxGraph): StoredConv[] {
  const constants = new Constants(graph)
  const readers = new Map<string, OnnxNode[]>()
  for (const node of graph.nodes) {
    for (const name of new Set(node.inputs)) readers.set(name, [...(readers.get(name) ?? []), node])
  }
  const names = new Set<string>()
  return graph.nodes.flatMap((node) => {
    if (node.op !== 'Conv' && node.op !== 'ConvTranspose') return []
    const [next, ...others] = readers.get(node.outputs[0] ?? '') ?? []
    const conv = attempt(() => storedConv(node, constants, graph.constants))
    if (conv === null) return []
    const norm =
      next?.op === 'BatchNormalization' && others.length === 0
        ? attempt(() => normParts(next, graph.opset, constants))
        : null
    const isItsOwn = norm && countOf(norm.norm.runningMean.shape) === outChannels(node, conv)
    const found = isItsOwn
      ? { batchNorm: true, norm: norm.norm, eps: norm.eps }
      : { batchNorm: false, norm: null }
    return [{ ...conv, ...found, name: unique(conv.name, names) }]
  })
}

type Conv = Omit<StoredConv, 'batchNorm' | 'norm' | 'eps'>

/** @throws Unexpressed for one that no layer is */
function storedConv(node: OnnxNode, constants: Constants, stored: OnnxGraph['constants']): Conv {
  const { weight, shape, bias } = convParts(node, constants)
  const [a, b, height, width] = shape
  if (Math.max(a, b) > MAX_CHANNELS || Math.max(height, width) > MAX_KERNEL || shape.includes(0)) {
    throw new Unexpressed('larger than a layer is')
  }
  const settings = convSettings(node)
  // of a size that is not known; only SAME depends on it, and then with strides alone
  const { stride } = settings
  const size = [1, 1, 256 * stride[0], 256 * stride[1]] as const
  const padding = symmetric(padsOf(node, size, { ...settings, kernel: [height, width] }))
  return {
    name: nameOf(node, weight.name, stored),
    weightShape: shape,
    hasBias: bias !== null,
    settings: { ...settings, ...(padding ? { padding } : {}), paddingMode: 'zeros' },
    ...(node.op === 'ConvTranspose' ? { transposed: true } : {}),
    source: weight,
    weight: () => weight.read(),
    bias,
  }
}

/** That of its weight, as PyTorch names modules; exporters number other weights, but name nodes. */
function nameOf(node: OnnxNode, weight: string, stored: OnnxGraph['constants']): string {
  const base = stored.has(weight) ? weightName(weight)?.base : undefined
  return base ?? (node.name || weight)
}

function unique(name: string, taken: Set<string>): string {
  let unused = name
  for (let count = 2; taken.has(unused); count++) unused = `${name} (${count})`
  taken.add(unused)
  return unused
}

function outChannels(node: OnnxNode, { weightShape }: Conv): number {
  return node.op === 'Conv' ? weightShape[0] : weightShape[1] * intOf(node, 'group', 1)
}

function attempt<T>(of: () => T): T | null {
  try {
    return of()
  } catch (error) {
    if (error instanceof Unexpressed) return null
    throw error
  }
}
