import { shown } from '../../hidden-characters.ts'
import { countOf } from '../dtypes.ts'
import { isReadable } from '../stored-tensors.ts'
import { fold, type Folded } from './fold.ts'
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
    const [first = ''] = node.inputs
    const same = SAME.has(node.op) ? this.#tensors.get(first) : undefined
    if (same !== undefined && countOf(same.shape) > MAX_FOLDED) {
      this.#tensors.set(name, same)
      return
    }
    const inputs: (Folded | null)[] = []
    for (const input of node.op === 'Shape' ? [] : node.inputs) inputs.push(await this.#folded(input))
    const known = node.op === 'Shape' ? (shape ?? this.#tensors.get(first)?.shape ?? null) : null
    const value = fold(node, inputs, known, Math.min(MAX_FOLDED, this.#room))
    if (value === null) return
    this.#room -= value.values.length
    const { shape: size, values } = value
    const read = () => Promise.resolve(Float32Array.from(values))
    this.#tensors.set(name, { name, shape: size, dtype: 'float32', elsewhere: null, read })
  }

  async #folded(name: string): Promise<Folded | null> {
    const tensor = this.#tensors.get(name)
    if (!isHere(tensor) || countOf(tensor.shape) > MAX_FOLDED) return null
    return { shape: tensor.shape, values: [...(await tensor.read())] }
  }
}

/** Nodes that pass a tensor on; all numbers are read as float32. */
const SAME: ReadonlySet<string> = new Set(['Identity', 'Cast', 'CastLike', 'Dropout'])

function isHere(tensor: OnnxTensor | undefined): tensor is OnnxTensor {
  return tensor?.elsewhere === null && isReadable(tensor)
}
