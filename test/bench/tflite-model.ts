import { Builder } from 'flatbuffers'
import { infoOf, type BenchCase } from './cases.ts'
import { channelsLast } from './channels-last.ts'

/*
 * A model of one convolution in the format of LiteRT (TensorFlow Lite),
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs, a FlatBuffer: tables whose fields
 * are numbered in the order of the schema.
 */

const SCHEMA_VERSION = 3
const IDENTIFIER = 'TFL3'
/** Alignment of constants, in bytes. */
const ALIGNMENT = 16

const TensorType = { Float: 0, Int: 2 } as const
/** The operators, by their number in BuiltinOperator and that of their options in BuiltinOptions. */
const OPERATORS = {
  conv: { code: 3, options: 1 },
  depthwise: { code: 4, options: 2 },
  pad: { code: 34, options: 22 },
} as const
const Padding = { Same: 0, Valid: 1 } as const

/** A table: its fields by number, left out where they are what the schema has for them. */
type Table = (builder: Builder) => number

/** One tensor of the graph: a constant, or a value that is computed or given. */
interface ModelTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly type: number
  readonly data: Float32Array | Int32Array | null
}

interface ModelOperator {
  readonly of: keyof typeof OPERATORS
  readonly inputs: readonly number[]
  readonly output: number
  readonly options: Table
}

/**
 * The model of a case: NHWC, its input `x` and its output `y`. Padding that is not that of a row as long as its input is an operator
 * of its own, which XNNPACK takes together with the convolution.
 */
export function convModel(item: BenchCase, weights: Float32Array): Uint8Array {
  const { h, w, groups, inPerGroup, outPerGroup, output } = infoOf(item)
  const [, channels, height, width] = item.input
  const [filters, , kH, kW] = item.weight
  const isDepthwise = inPerGroup === 1 && groups === channels
  const pads = [h.before, h.after, w.before, w.after]
  const keepsSize = h.stride === 1 && w.stride === 1 && h.out === height && w.out === width
  const isPadded = !keepsSize && pads.some((pad) => pad > 0)
  const padding = keepsSize ? Padding.Same : Padding.Valid
  const tensors: ModelTensor[] = [
    { name: 'x', shape: [1, height, width, channels], type: TensorType.Float, data: null },
    {
      name: 'w',
      shape: isDepthwise ? [1, kH, kW, filters] : [filters, kH, kW, inPerGroup],
      type: TensorType.Float,
      data: isDepthwise
        ? channelsLast(weights, filters, kH * kW)
        : channelsLast(weights, inPerGroup, kH * kW, filters),
    },
    { name: 'b', shape: [filters], type: TensorType.Float, data: new Float32Array(filters) },
    { name: 'y', shape: [1, output[2], output[3], filters], type: TensorType.Float, data: null },
  ]
  const operators: ModelOperator[] = []
  let source = 0
  if (isPadded) {
    const around = Int32Array.of(0, 0, h.before, h.after, w.before, w.after, 0, 0)
    tensors.push({ name: 'around', shape: [4, 2], type: TensorType.Int, data: around })
    const shape = [1, height + h.before + h.after, width + w.before + w.after, channels]
    tensors.push({ name: 'padded', shape, type: TensorType.Float, data: null })
    source = 5
    operators.push({ of: 'pad', inputs: [0, 4], output: source, options: table(0, () => undefined) })
  }
  const common = (builder: Builder) => {
    builder.addFieldInt8(0, padding, Padding.Same)
    builder.addFieldInt32(1, w.stride, 0)
    builder.addFieldInt32(2, h.stride, 0)
  }
  operators.push({
    of: isDepthwise ? 'depthwise' : 'conv',
    inputs: [source, 1, 2],
    output: 3,
    options: isDepthwise
      ? table(7, (builder) => {
          common(builder)
          builder.addFieldInt32(3, outPerGroup, 0)
          builder.addFieldInt32(5, w.dilation, 1)
          builder.addFieldInt32(6, h.dilation, 1)
        })
      : table(6, (builder) => {
          common(builder)
          builder.addFieldInt32(4, w.dilation, 1)
          builder.addFieldInt32(5, h.dilation, 1)
        }),
  })
  return written(tensors, operators)
}

function written(tensors: readonly ModelTensor[], operators: readonly ModelOperator[]): Uint8Array {
  const builder = new Builder(1024)
  // Buffer 0 is empty by the format's own rule.
  const data = [null, ...tensors.map((tensor) => tensor.data)]
  const buffers = offsets(
    builder,
    data.map((values) => {
      const bytes = values === null ? null : bytesOf(builder, values)
      return table(1, () => {
        if (bytes !== null) builder.addFieldOffset(0, bytes, 0)
      })(builder)
    }),
  )
  const tensorTable = offsets(
    builder,
    tensors.map(({ name, shape, type }, index) => {
      const [label, sizes] = [builder.createString(name), integers(builder, shape)]
      return table(4, () => {
        builder.addFieldOffset(0, sizes, 0)
        builder.addFieldInt8(1, type, TensorType.Float)
        builder.addFieldInt32(2, index + 1, 0)
        builder.addFieldOffset(3, label, 0)
      })(builder)
    }),
  )
  const kinds = [...new Set(operators.map(({ of }) => of))]
  const codes = offsets(
    builder,
    kinds.map((kind) => {
      const { code } = OPERATORS[kind]
      return table(4, () => {
        builder.addFieldInt8(0, code, 0)
        builder.addFieldInt32(2, 1, 1)
        builder.addFieldInt32(3, code, 0)
      })(builder)
    }),
  )
  const operatorTable = offsets(
    builder,
    operators.map(({ of, inputs, output, options }) => {
      const [reads, writes, settings] = [
        integers(builder, inputs),
        integers(builder, [output]),
        options(builder),
      ]
      return table(5, () => {
        builder.addFieldInt32(0, kinds.indexOf(of), 0)
        builder.addFieldOffset(1, reads, 0)
        builder.addFieldOffset(2, writes, 0)
        builder.addFieldInt8(3, OPERATORS[of].options, 0)
        builder.addFieldOffset(4, settings, 0)
      })(builder)
    }),
  )
  const [inputs, outputs] = [integers(builder, [0]), integers(builder, [3])]
  const graph = table(4, () => {
    builder.addFieldOffset(0, tensorTable, 0)
    builder.addFieldOffset(1, inputs, 0)
    builder.addFieldOffset(2, outputs, 0)
    builder.addFieldOffset(3, operatorTable, 0)
  })(builder)
  const graphs = offsets(builder, [graph])
  const model = table(5, () => {
    builder.addFieldInt32(0, SCHEMA_VERSION, 0)
    builder.addFieldOffset(1, codes, 0)
    builder.addFieldOffset(2, graphs, 0)
    builder.addFieldOffset(4, buffers, 0)
  })(builder)
  builder.finish(model, IDENTIFIER)
  return builder.asUint8Array()
}

function table(fields: number, fill: (builder: Builder) => void): Table {
  return (builder) => {
    builder.startObject(fields)
    fill(builder)
    return builder.endObject()
  }
}

function offsets(builder: Builder, items: readonly number[]): number {
  return vector(builder, items, (item) => {
    builder.addOffset(item)
  })
}

function integers(builder: Builder, values: readonly number[]): number {
  return vector(builder, values, (value) => {
    builder.addInt32(value)
  })
}

/** Words of a vector, which is written from its end. */
function vector(builder: Builder, words: readonly number[], add: (word: number) => void): number {
  builder.startVector(4, words.length, 4)
  for (const word of [...words].reverse()) add(word)
  return builder.endVector()
}

function bytesOf(builder: Builder, values: Float32Array | Int32Array): number {
  builder.startVector(1, values.byteLength, ALIGNMENT)
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  for (let i = bytes.length - 1; i >= 0; i--) builder.addInt8(bytes[i] ?? 0)
  return builder.endVector()
}
