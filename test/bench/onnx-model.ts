import { infoOf, type BenchCase } from './cases.ts'
import { placeNchw, type Point } from './samples.ts'

/*
 * A model of one Conv in the ONNX format, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, written as protocol
 * buffers: a message is a list of fields, each a key (number and wire type) and a varint or a run of bytes.
 */

type Field = readonly (number | Uint8Array)[]

const IR_VERSION = 8
const OPSET = 13
const DataType = { Float: 1, Int64: 7 } as const
const AttributeType = { Int: 2, Ints: 7 } as const

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}

function integer(field: number, value: number): Field {
  return [...varint(field * 8), ...varint(value)]
}

function bytes(field: number, value: Uint8Array): Field {
  return [...varint(field * 8 + 2), ...varint(value.length), value]
}

function text(field: number, value: string): Field {
  return bytes(field, new TextEncoder().encode(value))
}

function message(field: number, fields: readonly Field[]): Field {
  return bytes(field, joined(fields))
}

function joined(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const parts = fields.flat()
  const size = parts.reduce<number>((sum, part) => sum + (typeof part === 'number' ? 1 : part.length), 0)
  const out = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    if (typeof part === 'number') out[at++] = part
    else {
      out.set(part, at)
      at += part.length
    }
  }
  return out
}

/** A TensorProto: a constant of the graph. */
function constant(
  name: string,
  shape: readonly number[],
  type: number,
  data: Float32Array | BigInt64Array,
): Field {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return message(5, [
    ...shape.map((size) => integer(1, size)),
    integer(2, type),
    text(8, name),
    bytes(9, raw),
  ])
}

/** A ValueInfoProto: the name and shape of an input (field 11) or output (12). */
function value(field: number, name: string, shape: readonly number[]): Field {
  const dimensions = message(
    2,
    shape.map((size) => message(1, [integer(1, size)])),
  )
  return message(field, [text(1, name), message(2, [message(1, [integer(1, DataType.Float), dimensions])])])
}

function node(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Field[] = [],
): Field {
  return message(1, [...inputs.map((name) => text(1, name)), text(2, output), text(4, type), ...attributes])
}

function integers(name: string, values: readonly number[]): Field {
  return message(5, [
    text(1, name),
    ...values.map((item) => integer(8, item)),
    integer(20, AttributeType.Ints),
  ])
}

/**
 * The model of a case. Its only output `z` is the sampled points of the convolution, so that no run copies maps out of the
 * runtime.
 * @param input the picture, to keep it in the runtime as a constant; null makes it the model's input `x`
 */
export function convModel(
  item: BenchCase,
  weights: Float32Array,
  points: readonly Point[],
  input: Float32Array | null,
): Uint8Array<ArrayBuffer> {
  const { stride, dilation, groups } = item.params
  const { h, w } = infoOf(item)
  const places = BigInt64Array.from(points, (point) => BigInt(placeNchw(item, point)))
  const attributes = [
    integers('strides', stride),
    integers('pads', [h.before, w.before, h.after, w.after]),
    integers('dilations', dilation),
    integers('kernel_shape', [h.kernel, w.kernel]),
    message(5, [text(1, 'group'), integer(3, groups), integer(20, AttributeType.Int)]),
  ]
  const graph = message(7, [
    node('Conv', ['x', 'w'], 'y', attributes),
    node('Reshape', ['y', 'all'], 'flat'),
    node('Gather', ['flat', 'places'], 'z'),
    text(2, 'bench'),
    ...(input === null ? [value(11, 'x', item.input)] : [constant('x', item.input, DataType.Float, input)]),
    constant('w', item.weight, DataType.Float, weights),
    constant('all', [1], DataType.Int64, BigInt64Array.of(-1n)),
    constant('places', [places.length], DataType.Int64, places),
    value(12, 'z', [points.length]),
  ])
  return joined([integer(1, IR_VERSION), graph, message(8, [text(1, ''), integer(2, OPSET)])])
}
