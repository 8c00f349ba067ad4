import { ShapeError } from '../../../core/errors.ts'
import { MAX_LAYERS, MAX_WEIGHTS } from '../../../core/layers/limits.ts'
import type { Shape4 } from '../../../core/tensor.ts'
import { shown } from '../../hidden-characters.ts'
import type { ChainChoice } from '../model-file.ts'
import { intsOf } from './attributes.ts'
import type { Constants } from './constants.ts'
import type { GraphInput, OnnxGraph, OnnxNode } from './graph.ts'
import { joined } from './merge.ts'
import { OPERATORS } from './operators/operators.ts'
import { patternAt } from './patterns.ts'
import { Unexpressed, type Planned } from './planned.ts'

/** The layers from the input on, and what ends them, in words; null where nothing is left. */
export interface GraphChain {
  readonly steps: readonly Planned[]
  readonly stopsAt: string | null
  /** Name of the value that the last of them makes. */
  readonly end: string
}

/** A value of the graph that layers from the input lead to. Every such value has one way there. */
interface Reached {
  readonly value: string
  readonly steps: readonly Planned[]
  /** Nodes on the longest way from the input. */
  readonly depth: number
}

/** Rows and columns of an input that leaves them open: most strides divide them. */
const EXAMPLE_SIZE = 256

/**
 * The longest run of layers from the input of a graph; null for a graph that reads no picture.
 * @param constants those of the graph; what only the size of the input makes is added to them
 */
export async function longestChain(
  graph: OnnxGraph,
  constants: Constants,
  { batchNorm }: ChainChoice,
): Promise<GraphChain | null> {
  const input = pictureInput(graph, constants)
  if (input === null) return null
  const { value: start, shape, sizeKnown } = startOf(graph, input)
  const beginning: Reached = { value: start, steps: [], depth: 0 }
  const depths = new Map([[start, 0]])
  const reached = new Map([[start, beginning]])
  const producers = new Map(
    graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)),
  )
  const reasons = new Map<OnnxNode, string>()
  for (const node of graph.nodes) {
    const output = node.outputs[0] ?? ''
    if (reached.has(output) || constants.has(output)) continue
    const sizes = node.op === 'Shape' && sizeKnown ? reached.get(node.inputs[0] ?? '') : undefined
    if (sizes || node.inputs.every((name) => constants.has(name))) {
      await constants.add(node, sizes ? (sizes.steps.at(-1)?.output ?? shape) : null)
      continue
    }
    const depth = node.inputs.reduce((most, name) => Math.max(most, 1 + (depths.get(name) ?? 0)), 1)
    for (const name of node.outputs) depths.set(name, depth)
    try {
      const next = await follow(node)
      if (next) reached.set(output, { value: output, steps: next, depth })
    } catch (error) {
      if (!(error instanceof Unexpressed || error instanceof ShapeError)) throw error
      reasons.set(node, error.message)
    }
  }
  // what is the furthest in the graph, in however few layers
  const last = [...reached.values()].reduce((best, each) => (best.depth > each.depth ? best : each))
  return { steps: last.steps, stopsAt: whatEnds(graph, last, constants, reasons), end: last.value }

  /** The way to what a node makes; null where it does not read one value of the chain. @throws Unexpressed; ShapeError */
  async function follow(node: OnnxNode): Promise<readonly Planned[] | null> {
    const pattern = await patternAt(node, producers, constants)
    const from = pattern && reached.get(pattern.value)
    if (pattern && from) return extended(from, pattern.plan(from.steps.at(-1)?.output ?? shape), node)
    const data = node.inputs.flatMap((name, at) => (constants.has(name) ? [] : [{ name, at }]))
    const [only, ...others] = data
    const before = only && reached.get(only.name)
    const operator = OPERATORS.get(node.op)
    if (!before || others.length > 0 || !operator) return null
    const here = before.steps.at(-1)?.output ?? shape
    const call = { node, input: here, at: only.at, sizeKnown, opset: graph.opset, constants }
    return extended(before, await operator(call), node)
  }

  function extended({ steps }: Reached, more: readonly Planned[], node: OnnxNode): readonly Planned[] {
    const all = more.reduce<readonly Planned[]>(
      (sum, step) => joined(sum, { ...step, node }, shape, batchNorm),
      steps,
    )
    if (all.length > MAX_LAYERS) throw new Unexpressed(`a pipeline has ${MAX_LAYERS} layers at most`)
    if (all.reduce((sum, { weights }) => sum + weights, 0) > MAX_WEIGHTS) {
      throw new Unexpressed(`all layers together hold ${MAX_WEIGHTS.toLocaleString('en')} weights at most`)
    }
    return all
  }
}

/** The input that is a picture: of four axes, of three channels if there is one. */
function pictureInput({ inputs }: OnnxGraph, constants: Constants): GraphInput | null {
  const given = inputs.filter(
    ({ name, shape }) => !constants.has(name) && (shape === null || shape.length === 4),
  )
  return given.find(({ shape }) => shape?.[1] === 3 || shape?.[3] === 3) ?? given[0] ?? null
}

/** Where the chain begins: at the input, or, where channels are its last axis as in TensorFlow, behind what turns them. */
function startOf(
  { nodes }: OnnxGraph,
  input: GraphInput,
): { value: string; shape: Shape4; sizeKnown: boolean } {
  const turn = nodes.find(
    (node) =>
      node.op === 'Transpose' && node.inputs[0] === input.name && String(intsOf(node, 'perm')) === '0,3,1,2',
  )
  const [, second, third, fourth] = input.shape ?? []
  const [channels, height, width] = turn ? [fourth, second, third] : [second, third, fourth]
  return {
    value: turn?.outputs[0] ?? input.name,
    shape: [1, channels ?? 3, height ?? EXAMPLE_SIZE, width ?? EXAMPLE_SIZE],
    sizeKnown: typeof height === 'number' && typeof width === 'number',
  }
}

function whatEnds(
  { nodes, outputs }: OnnxGraph,
  { value, steps }: Reached,
  constants: Constants,
  reasons: ReadonlyMap<OnnxNode, string>,
): string | null {
  const count = steps.length
  const where = count === 0 ? 'at the input' : `after layer ${count}`
  const readers = nodes.filter(({ inputs }) => inputs.includes(value))
  // what only reads its size ends nothing, unless there is nothing else
  const isAside = ({ op, outputs: made }: OnnxNode) =>
    op === 'Shape' || made.every((name) => constants.has(name))
  const node =
    readers.find((reader) => !isAside(reader)) ?? (outputs.includes(value) ? undefined : readers[0])
  if (node === undefined) {
    return outputs.length > 1 ? `the output “${shown(value, 40)}”, one of ${outputs.length}, ${where}` : null
  }
  const branches = new Set(node.inputs.filter((name) => !constants.has(name))).size
  const what = branches > 1 ? `${node.op} of ${branches === 2 ? 'two' : branches} branches` : node.op
  const reason = reasons.get(node)
  return `${shown(what, 60)} ${where}${reason === undefined ? '' : `: ${shown(reason, 200)}`}`
}
