import { shown } from '../../hidden-characters.ts'
import { castKind } from './cast.ts'
import { countOf } from '../dtypes.ts'
import { isReadable } from '../stored-tensors.ts'
import { fold, isFolded, reshaped, type Folded } from './fold.ts'
import type { OnnxGraph, OnnxNode } from './graph.ts'
import { Unexpressed } from './planned.ts'
import type { OnnxTensor } from './tensor.ts'

/** Values of a tensor that is computed from others: settings and values for each channel. */
const MAX_FOLDED = 4096
/** Values of all such tensors of a file. */
const MAX_FOLDED_TOTAL = 2 ** 20

/** Everything in a graph that does not depend on its input, as far as it is known. */
export class Constants {
  readonly #tensors: Map<string, OnnxTensor>
  /** What is computed from constants by nodes that are not followed. */
  readonly #unknown = new Set<string>()
  #room = MAX_FOLDED_TOTAL

  constructor(graph: OnnxGraph) {
    this.#tensors = new Map(graph.constants)
  }

  /** Those of a graph, with all that nodes make of them alone. @throws FormatError */
  static async of(graph: OnnxGraph): Promise<Constants> {
    const constants = new Constants(graph)
    for (const node of graph.nodes) {
      if (node.inputs.every((name) => constants.has(name))) await constants.add(node, null)
    }
    return constants
  }

  /** Whether a value does not depend on the input. '' is what is left out. */
  has(name: string): boolean {
    return name === '' || this.#tensors.has(name) || this.#unknown.has(name)
  }

  /** A constant. @param what it is, for the message @throws Unexpressed where it is not known */
  tensor(name: string, what: string): OnnxTensor {
    const tensor = this.#tensors.get(name)
    if (tensor === undefined) throw new Unexpressed(`its ${what} is computed, not a constant of the file`)
    if (tensor.elsewhere !== null) {
      throw new Unexpressed(`its ${what} lies in another file, “${shown(tensor.elsewhere, 80)}”`)
    }
    if (!isReadable(tensor)) {
      throw new Unexpressed(`its ${what} has values of type ${shown(tensor.dtype, 24)}, which are not read`)
    }
    return tensor
  }

  /** The numbers of a short constant. @throws Unexpressed where they are not known */
  async numbers(name: string, what: string): Promise<number[]> {
    const tensor = this.tensor(name, what)
    if (countOf(tensor.shape) > MAX_FOLDED) throw new Unexpressed(`its ${what} has too many numbers`)
    return [...(await tensor.read())]
  }

  /** A constant that is one number; null where it is none. */
  async single(name: string): Promise<number | null> {
    const tensor = this.#tensors.get(name)
    if (!isHere(tensor) || countOf(tensor.shape) !== 1) return null
    return (await tensor.read())[0] ?? null
  }

  /** Take in what a node makes that reads constants alone, or only the sizes of a value. @param shape of that value */
  async add(node: OnnxNode, shape: readonly number[] | null): Promise<void> {
    for (const output of node.outputs) this.#unknown.add(output)
    const [name] = node.outputs
    if (name === undefined || this.#tensors.has(name)) return
    const same = await this.#passedOn(node)
    if (same !== null) {
      this.#tensors.set(name, same)
      return
    }
    if (!isFolded(node.op)) return
    const isShape = node.op === 'Shape'
    const inputs = isShape ? [] : await this.#inputsOf(node)
    const known = isShape ? (shape ?? this.#tensors.get(node.inputs[0] ?? '')?.shape ?? null) : null
    const value = inputs && fold(node, inputs, known, Math.min(MAX_FOLDED, this.#room))
    if (value === null) return
    this.#room -= value.values.length
    const { shape: size, values } = value
    const read = () => Promise.resolve(Float32Array.from(values))
    this.#tensors.set(name, { name, shape: size, dtype: 'float32', elsewhere: null, read })
  }

  /** The tensor that a node passes on as it is, or with other axes, so that even a large one is read where it lies. */
  async #passedOn(node: OnnxNode): Promise<OnnxTensor | null> {
    const [first = '', target = ''] = node.inputs
    const tensor = this.#tensors.get(first)
    if (tensor === undefined) return null
    if (SAME.has(node.op) || (node.op === 'Cast' && castKind(node) === 'float')) return tensor
    if (node.op !== 'Reshape' || countOf(tensor.shape) <= MAX_FOLDED) return null
    const sizes = await short(this.#tensors.get(target))
    const shape = sizes && reshaped(tensor.shape, sizes.values)
    if (!shape?.every(Number.isInteger) || countOf(shape) !== countOf(tensor.shape)) return null
    return { ...tensor, shape }
  }

  /** What a node reads; null where that is more than all that becomes a short tensor. */
  async #inputsOf({ inputs, attributes }: OnnxNode): Promise<(Folded | null)[] | null> {
    const value = attributes.get('value')?.t
    const tensors = [...inputs.map((name) => this.#tensors.get(name)), ...(value ? [value] : [])]
    const count = tensors.reduce((sum, tensor) => sum + (tensor ? countOf(tensor.shape) : 0), 0)
    if (count > 2 * MAX_FOLDED) return null
    const read: (Folded | null)[] = []
    for (const tensor of tensors) read.push(await short(tensor))
    return read
  }
}

/** Nodes that pass a tensor on; all numbers are read as float32. */
const SAME: ReadonlySet<string> = new Set(['Identity', 'CastLike', 'Dropout'])

/** A short tensor; null for others. */
async function short(tensor: OnnxTensor | undefined): Promise<Folded | null> {
  if (!isHere(tensor) || countOf(tensor.shape) > MAX_FOLDED) return null
  return { shape: tensor.shape, values: [...(await tensor.read())] }
}

function isHere(tensor: OnnxTensor | undefined): tensor is OnnxTensor {
  return tensor?.elsewhere === null && isReadable(tensor)
}
