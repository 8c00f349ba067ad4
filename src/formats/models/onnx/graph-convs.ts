import { MAX_CHANNELS, MAX_KERNEL } from '../../../core/layers/limits.ts'
import { shown } from '../../hidden-characters.ts'
import { weightName } from '../conv-names.ts'
import { channelsOf, fitsLayer, valuesOfFilters } from '../conv-shape.ts'
import type { StoredConv } from '../open-model.ts'
import { uniqueName } from '../unique-name.ts'
import type { Constants } from './constants.ts'
import type { OnnxGraph, OnnxNode } from './graph.ts'
import { normParts } from './operators/affine.ts'
import { convParts, convSettings, outputPaddingOf, ownPadding } from './operators/conv.ts'
import { padsOf, sizeNote, symmetric, type Pads } from './operators/padding.ts'
import { Unexpressed, type Planned } from './planned.ts'

/** Different remarks on a file's convolutions that are told. */
const MAX_REMARKS = 8

/**
 * The convolutions of a graph over rows and columns, in its order, with the BatchNorm that alone reads each; and what is to be
 * said of them and of those that are left out.
 * @param steps of the chain: its convolutions have the padding before them that became their own
 */
export function graphConvs(
  graph: OnnxGraph,
  constants: Constants,
  steps: readonly Planned[],
): { readonly convs: readonly StoredConv[]; readonly notes: readonly string[] } {
  const readers = new Map<string, OnnxNode[]>()
  for (const node of graph.nodes) {
    for (const name of new Set(node.inputs)) {
      const others = readers.get(name)
      if (others) others.push(node)
      else readers.set(name, [node])
    }
  }
  const taken = new Map(steps.map(({ node, layer }) => [node, layer]))
  const names = new Map<string, number>()
  const remarks = new Remarks()
  const convs = graph.nodes.flatMap((node) => {
    if (node.op !== 'Conv' && node.op !== 'ConvTranspose') return []
    const stored = attempt(() => storedConv(node, constants, graph.constants))
    if (typeof stored === 'string') {
      remarks.add(`left out, ${stored}`, node.name || (node.outputs[0] ?? ''))
      return []
    }
    const { conv, said } = stored
    const name = uniqueName(conv.name, names)
    for (const remark of said) remarks.add(remark, name)
    const [next, ...others] = readers.get(node.outputs[0] ?? '') ?? []
    const norm =
      next?.op === 'BatchNormalization' && others.length === 0
        ? attempt(() =>
            normParts(next, graph.opset, constants, channelsOf(conv, conv.settings.groups ?? 1)[1]),
          )
        : ''
    const layer = taken.get(node)
    const hasOwn = conv.settings.padding !== undefined && layer?.type === 'conv2d'
    return [
      {
        ...conv,
        ...(typeof norm === 'string'
          ? { batchNorm: false, norm: null }
          : { batchNorm: true, norm: { ...norm.norm, eps: norm.eps } }),
        name,
        settings: hasOwn ? layer.bank.params : conv.settings,
      },
    ]
  })
  return { convs, notes: remarks.notes() }
}

type Conv = Omit<StoredConv, 'batchNorm' | 'norm'>

/** A convolution, and what is to be said of it. @throws Unexpressed for one that no layer is */
function storedConv(
  node: OnnxNode,
  constants: Constants,
  stored: OnnxGraph['constants'],
): { readonly conv: Conv; readonly said: readonly string[] } {
  const { weight, shape, bias } = convParts(node, constants)
  const [, , height, width] = shape
  if (shape.includes(0)) throw new Unexpressed('its weight has no numbers')
  if (!fitsLayer(shape)) {
    throw new Unexpressed(
      `more than ${MAX_CHANNELS} channels or a kernel beyond ${MAX_KERNEL} × ${MAX_KERNEL}`,
    )
  }
  const isTransposed = node.op === 'ConvTranspose'
  const outputPadding = isTransposed ? { outputPadding: outputPaddingOf(node) } : {}
  const settings = convSettings(node)
  // of a size that is not known; only SAME depends on it, and then with strides alone
  const { stride } = settings
  const size = [1, 1, 256 * stride[0], 256 * stride[1]] as const
  const pads = padsOf(node, size, { ...settings, kernel: [height, width] })
  const padding = isTransposed ? symmetric(pads) : ownPadding(pads, [height, width], settings)
  const { note } = sizeNote(node, size, false)
  const conv: Conv = {
    name: nameOf(node, weight.name, stored),
    weightShape: shape,
    hasBias: bias !== null,
    settings: { ...settings, ...(padding === null ? {} : { padding }), paddingMode: 'zeros' },
    ...(isTransposed ? { transposed: true } : {}),
    ...outputPadding,
    source: weight,
    weight: (filters) => weight.read(valuesOfFilters(shape, filters)),
    bias,
  }
  return {
    conv,
    said: [
      ...(padding === null ? [unevenly(pads, isTransposed)] : []),
      ...(note === undefined ? [] : [note]),
    ],
  }
}

function unevenly({ before: [top, left], after: [bottom, right] }: Pads, isTransposed: boolean): string {
  const count = (what: string, pixels: number) => `${pixels} ${what}${pixels === 1 ? '' : 's'}`
  const sides = `${count('row', top)} above and ${bottom} below, ${count('column', left)} left and ${right} right`
  return isTransposed
    ? `cuts off unevenly, ${sides}: that takes a Pad layer behind it, with padding 0 of its own`
    : `pads unevenly, ${sides}: that takes a Pad layer before it, with padding 0 of its own`
}

/** What is said of convolutions, each remark once with the names of those that it is of. */
class Remarks {
  readonly #names = new Map<string, string[]>()

  add(remark: string, name: string): void {
    this.#names.set(remark, [...(this.#names.get(remark) ?? []), name])
  }

  notes(): string[] {
    return [...this.#names].slice(0, MAX_REMARKS).map(([remark, [first = '', ...more]]) => {
      const others = more.length > 0 ? ` and ${more.length} more` : ''
      return `“${shown(first, 60)}”${others}: ${remark}`
    })
  }
}

/** That of its weight, as PyTorch names modules; exporters number other weights, but name nodes. */
function nameOf(node: OnnxNode, weight: string, stored: OnnxGraph['constants']): string {
  const base = stored.has(weight) ? weightName(weight)?.base : undefined
  return base ?? (node.name || weight)
}

/** What is found, or why it is not. */
function attempt<T>(of: () => T): T | string {
  try {
    return of()
  } catch (error) {
    if (error instanceof Unexpressed) return error.message
    throw error
  }
}
