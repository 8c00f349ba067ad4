import { floatBytes, joinedBytes } from '../../bytes.ts'
import { bytesField, floatField, intField, intsField, messageField, textField } from './wire-writer.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A value of an attribute: a word, an integer, integers, or a float32. */
export type AttributeValue = string | number | readonly number[] | { readonly float: number }

/** A node; inputs that are left out are ''. */
export interface NodeParts {
  readonly op: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes?: Readonly<Record<string, AttributeValue>>
}

/** A constant: float32, or int64 for lists of sizes. */
export interface TensorParts {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | readonly number[]
}

/** A value with the sizes of its axes: numbers, or names of what is open. */
export interface ValueParts {
  readonly name: string
  readonly shape: readonly (number | string)[]
}

/** A model of one graph. */
export interface ModelParts {
  readonly opset: number
  readonly name: string
  readonly nodes: readonly NodeParts[]
  readonly tensors: readonly TensorParts[]
  readonly inputs: readonly ValueParts[]
  readonly outputs: readonly ValueParts[]
  readonly metadata?: Readonly<Record<string, string>>
}

/** Version of the form of the file; the first that knows all types of attributes here, and is read by old runtimes. */
const IR_VERSION = 8
const [FLOAT, INT64] = [1, 7]

/** A ModelProto (onnx.proto). */
export function writeModel({
  opset,
  name,
  nodes,
  tensors,
  inputs,
  outputs,
  metadata = {},
}: ModelParts): Bytes {
  const graph = [
    ...nodes.map((node, i) => messageField(1, nodeFields(node, i))),
    textField(2, name),
    ...tensors.map((tensor) => messageField(5, tensorFields(tensor))),
    ...inputs.map((value) => messageField(11, valueFields(value))),
    ...outputs.map((value) => messageField(12, valueFields(value))),
  ]
  return joinedBytes([
    intField(1, IR_VERSION),
    textField(2, 'Filterbank'),
    messageField(7, graph),
    messageField(8, [textField(1, ''), intField(2, opset)]),
    ...Object.entries(metadata).map(([key, text]) =>
      messageField(14, [textField(1, key), textField(2, text)]),
    ),
  ])
}

function nodeFields({ op, inputs, output, attributes = {} }: NodeParts, index: number): Bytes[] {
  return [
    ...inputs.map((input) => textField(1, input)),
    textField(2, output),
    textField(3, `${op}_${index}`),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      messageField(5, [textField(1, name), ...valueOf(value)]),
    ),
  ]
}

/** The value, and its kind (AttributeProto.AttributeType). */
function valueOf(value: AttributeValue): Bytes[] {
  if (typeof value === 'string') return [textField(4, value), intField(20, 3)]
  if (typeof value === 'number') return [intField(3, value), intField(20, 2)]
  if ('float' in value) return [floatField(2, value.float), intField(20, 1)]
  return [intsField(8, value), intField(20, 7)]
}

function tensorFields({ name, shape, data }: TensorParts): Bytes[] {
  const isFloat = data instanceof Float32Array
  return [
    intsField(1, shape),
    intField(2, isFloat ? FLOAT : INT64),
    textField(8, name),
    bytesField(9, isFloat ? floatBytes(data) : new Uint8Array(BigInt64Array.from(data, BigInt).buffer)),
  ]
}

function valueFields({ name, shape }: ValueParts): Bytes[] {
  const sizes = shape.map((size) =>
    messageField(1, [typeof size === 'number' ? intField(1, size) : textField(2, size)]),
  )
  const tensor = messageField(1, [intField(1, FLOAT), messageField(2, sizes)])
  return [textField(1, name), messageField(2, [tensor])]
}
