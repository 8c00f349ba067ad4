import { FormatError } from '../../../core/errors.ts'
import { shown } from '../../hidden-characters.ts'
import { MAX_TENSOR_NAME, MAX_TENSORS } from '../open-model.ts'
import { addFloats, addInts, bytesOf, eachField, readFloat, readInt, readText } from './proto.ts'
import { readTensor, type OnnxTensor } from './tensor.ts'
import type { WireField, WireFile } from './wire.ts'

/** A value of a node's attribute; only what the file holds is set. */
export interface Attribute {
  readonly i?: number
  readonly f?: number
  readonly s?: string
  readonly t?: OnnxTensor
  readonly ints: readonly number[]
  readonly floats: readonly number[]
}

/** A node: an operator, the names of what it reads ('' for what is left out) and of what it makes. */
export interface OnnxNode {
  readonly name: string
  /** Such as `Conv`; with the domain before it where that is not ONNX's own. */
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, Attribute>
}

/** An input of a graph, the sizes of its axes null where the file leaves them open; null for no shape at all. */
export interface GraphInput {
  readonly name: string
  readonly shape: readonly (number | null)[] | null
}

/** A ModelProto, as far as it is of use. */
export interface OnnxGraph {
  /** Version of ONNX's own operators. */
  readonly opset: number
  readonly inputs: readonly GraphInput[]
  readonly outputs: readonly string[]
  readonly nodes: readonly OnnxNode[]
  /** Initializers and the values of Constant nodes, by the name under which they are read. */
  readonly constants: ReadonlyMap<string, OnnxTensor>
  readonly metadata: ReadonlyMap<string, string>
}

/** Nodes of a graph. */
const MAX_NODES = 65_536
/** Inputs, or outputs, of one node: the widest Concat of a model has some hundreds. */
const MAX_NAMES = 4096
/** Bytes of one text of the metadata: our own pipelines stand there, weights aside. */
const MAX_METADATA = 2 ** 20
/** Names of ONNX's own operators' domain. */
const OWN_DOMAINS: readonly string[] = ['', 'ai.onnx']

interface Parts {
  opset: number
  inputs: GraphInput[]
  outputs: string[]
  nodes: OnnxNode[]
  constants: Map<string, OnnxTensor>
  metadata: Map<string, string>
}

/** The graph of a file. @throws FormatError with the place */
export async function readGraph(file: WireFile): Promise<OnnxGraph> {
  const parts: Parts = {
    opset: 1,
    inputs: [],
    outputs: [],
    nodes: [],
    constants: new Map(),
    metadata: new Map(),
  }
  const graphs: WireField[] = []
  await eachField(
    file,
    { from: 0, to: file.source.size },
    {
      7: (field) => void graphs.push(field),
      8: async (field) => {
        parts.opset = (await readOpset(file, field)) ?? parts.opset
      },
      14: (field) => readMetadata(file, field, parts.metadata),
    },
  )
  const [graph, ...others] = graphs
  if (graph === undefined) throw new FormatError('it has no graph', '')
  if (others.length > 0) throw new FormatError('it has two graphs', '')
  await readParts(file, graph, parts)
  return parts
}

async function readParts(file: WireFile, message: WireField, parts: Parts): Promise<void> {
  const addConstant = (name: string, tensor: OnnxTensor) => {
    if (parts.constants.size >= MAX_TENSORS) throw new FormatError(`more than ${MAX_TENSORS} tensors`, '')
    if (parts.constants.has(name)) throw new FormatError('a name stands twice in the file', shown(name, 80))
    parts.constants.set(name, tensor)
  }
  await eachField(file, bytesOf(message), {
    1: async (field) => {
      if (parts.nodes.length >= MAX_NODES) throw new FormatError(`more than ${MAX_NODES} nodes`, '')
      const node = await readNode(file, field)
      parts.nodes.push(node)
      const value = node.attributes.get('value')?.t
      const [name] = node.outputs
      if (node.op === 'Constant' && value !== undefined && name !== undefined)
        addConstant(name, { ...value, name })
    },
    5: async (field) => {
      const tensor = await readTensor(file, field)
      addConstant(tensor.name, tensor)
    },
    11: async (field) => void parts.inputs.push(await readInput(file, field)),
    12: async (field) => void parts.outputs.push((await readInput(file, field)).name),
  })
}

async function readNode(file: WireFile, message: WireField): Promise<OnnxNode> {
  const inputs: string[] = []
  const outputs: string[] = []
  const attributes = new Map<string, Attribute>()
  let [name, op, domain] = ['', '', '']
  const text = (field: WireField) => readText(file, field, MAX_TENSOR_NAME)
  const addName = async (names: string[], field: WireField, what: string) => {
    if (names.length >= MAX_NAMES) throw new FormatError(`a node with more than ${MAX_NAMES} ${what}`, '')
    names.push(await text(field))
  }
  await eachField(file, bytesOf(message), {
    1: (field) => addName(inputs, field, 'inputs'),
    2: (field) => addName(outputs, field, 'outputs'),
    3: async (field) => void (name = await text(field)),
    4: async (field) => void (op = await text(field)),
    5: async (field) => {
      const [key, value] = await readAttribute(file, field)
      attributes.set(key, value)
    },
    7: async (field) => void (domain = await text(field)),
  })
  return { name, op: OWN_DOMAINS.includes(domain) ? op : `${domain}.${op}`, inputs, outputs, attributes }
}

/** Graphs, types and lists of texts within attributes are passed over. */
async function readAttribute(file: WireFile, message: WireField): Promise<readonly [string, Attribute]> {
  let name = ''
  const ints: number[] = []
  const floats: number[] = []
  const one: { i?: number; f?: number; s?: string; t?: OnnxTensor } = {}
  await eachField(file, bytesOf(message), {
    1: async (field) => void (name = await readText(file, field, MAX_TENSOR_NAME)),
    2: async (field) => void (one.f = await readFloat(file, field)),
    3: (field) => void (one.i = readInt(field)),
    4: async (field) => {
      const { from, to } = bytesOf(field)
      // words of settings are short; other texts are of no use here
      if (to - from <= MAX_TENSOR_NAME) one.s = new TextDecoder().decode(await file.bytes(from, to))
    },
    5: async (field) => void (one.t = await readTensor(file, field)),
    7: (field) => addFloats(file, field, floats),
    8: (field) => addInts(file, field, ints),
  })
  return [name, { ...one, ints, floats }]
}

/** A ValueInfoProto: its name and, for a tensor, its shape. */
async function readInput(file: WireFile, message: WireField): Promise<GraphInput> {
  let name = ''
  let shape: (number | null)[] | null = null
  const readDimension = async (dimension: WireField) => {
    let size: number | null = null
    await eachField(file, bytesOf(dimension), {
      1: (field) => {
        const value = readInt(field)
        size = Number.isSafeInteger(value) && value > 0 ? value : null
      },
    })
    shape?.push(size)
  }
  await eachField(file, bytesOf(message), {
    1: async (field) => void (name = await readText(file, field, MAX_TENSOR_NAME)),
    2: (type) =>
      eachField(file, bytesOf(type), {
        1: (tensor) =>
          eachField(file, bytesOf(tensor), {
            2: (sizes) => {
              shape = []
              return eachField(file, bytesOf(sizes), { 1: readDimension })
            },
          }),
      }),
  })
  return { name, shape }
}

async function readOpset(file: WireFile, message: WireField): Promise<number | null> {
  let [domain, version] = ['', 1]
  await eachField(file, bytesOf(message), {
    1: async (field) => void (domain = await readText(file, field, MAX_TENSOR_NAME)),
    2: (field) => void (version = readInt(field)),
  })
  return OWN_DOMAINS.includes(domain) ? version : null
}

async function readMetadata(
  file: WireFile,
  message: WireField,
  metadata: Map<string, string>,
): Promise<void> {
  let [key, value] = ['', '']
  await eachField(file, bytesOf(message), {
    1: async (field) => void (key = await readText(file, field, MAX_TENSOR_NAME)),
    2: async (field) => {
      const { from, to } = bytesOf(field)
      if (to - from <= MAX_METADATA) value = await readText(file, field, MAX_METADATA)
    },
  })
  metadata.set(key, value)
}
