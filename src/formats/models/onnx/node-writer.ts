import type { AttributeValue, NodeParts, TensorParts } from './model-writer.ts'

type Attributes = Readonly<Record<string, AttributeValue>>

/** Nodes one after another, each reading what the one before made. */
export class NodeWriter {
  readonly #nodes: NodeParts[] = []
  readonly tensors: TensorParts[] = []
  #value: string

  /** @param channels of the value that is read first */
  constructor(
    value: string,
    public channels: number,
  ) {
    this.#value = value
  }

  /** The value that the last node made. */
  get value(): string {
    return this.#value
  }

  /** A node that reads the last value and constants. */
  add(op: string, constants: readonly string[] = [], attributes: Attributes = {}): void {
    this.join(op, [this.#value, ...constants], attributes)
  }

  /** A node that reads these values. */
  join(op: string, inputs: readonly string[], attributes: Attributes = {}): void {
    this.#value = this.aside(op, inputs, attributes)
  }

  /** A node beside the chain. @returns the name of its value */
  aside(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const output = `${op.toLowerCase()}${this.#nodes.length + 1}`
    this.#nodes.push({ op, inputs, output, attributes })
    return output
  }

  /** A list of integers. @returns its name */
  ints(...data: readonly number[]): string {
    return this.#constant([data.length], data)
  }

  /** A float32. @returns its name */
  float(value: number): string {
    return this.#constant([], Float32Array.of(value))
  }

  /** Floats of one axis. @returns its name */
  floats(...data: readonly number[]): string {
    return this.#constant([data.length], Float32Array.from(data))
  }

  /** All nodes, the last of which makes the output. */
  finished(output: string): readonly NodeParts[] {
    this.add('Identity')
    return this.#nodes.map((node, i) => (i === this.#nodes.length - 1 ? { ...node, output } : node))
  }

  #constant(shape: readonly number[], data: TensorParts['data']): string {
    const name = `constant${this.tensors.length + 1}`
    this.tensors.push({ name, shape, data })
    return name
  }
}
