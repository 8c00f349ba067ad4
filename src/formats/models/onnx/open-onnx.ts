import { shown } from '../../hidden-characters.ts'
import type { ByteSource } from '../byte-source.ts'
import type { TakenLayers } from '../model-file.ts'
import type { OpenModel, StoredConv } from '../open-model.ts'
import { conversionNotes, unreadNotes } from '../stored-tensors.ts'
import { longestChain, type GraphChain } from './chain.ts'
import { graphConvs } from './graph-convs.ts'
import { readGraph } from './graph.ts'
import { OWN_KEY } from './own-key.ts'
import { WireFile } from './wire.ts'

/**
 * Open an ONNX model (onnx.proto, IR version 3 to 13): its graph and what is said of its tensors; of their values only settings
 * are read.
 * @throws FormatError
 */
export async function openOnnx(source: ByteSource): Promise<OpenModel> {
  const graph = await readGraph(new WireFile(source))
  const tensors = [...graph.constants.values()]
  const elsewhere = new Set(tensors.map((tensor) => tensor.elsewhere).filter((name) => name !== null))
  const chain = await longestChain(graph, { batchNorm: 'fold' })
  const convs = graphConvs(graph).map((conv) => withPaddingBefore(conv, chain))
  const own = graph.metadata.get(OWN_KEY)
  return {
    kind: 'onnx',
    tensors,
    convs,
    notes: [
      ...unreadNotes(tensors),
      ...[...elsewhere]
        .slice(0, 8)
        .map((name) => `values in another file, “${shown(name, 80)}”, are not read`),
    ],
    own: own === undefined ? null : () => Promise.resolve(own),
    chain: chain && { layers: chain.steps.length, stopsAt: chain.stopsAt },
    takeChain: async (choice) => takeChain(await longestChain(graph, choice)),
  }

  async function takeChain(taken: GraphChain | null): Promise<TakenLayers> {
    const layers = []
    for (const step of taken?.steps ?? []) layers.push(await step.read())
    const steps = taken?.steps ?? []
    const notes = new Set(steps.map(({ note }) => note).filter((note) => note !== undefined))
    return { layers, notes: [...conversionNotes(steps.flatMap((step) => step.tensors)), ...notes] }
  }
}

/** A convolution of the chain with the padding before it that became its own. */
function withPaddingBefore(conv: StoredConv, chain: GraphChain | null): StoredConv {
  const step = chain?.steps.find(
    ({ layer, tensors }) => layer.type === 'conv2d' && tensors[0] === conv.source,
  )
  return step?.layer.type === 'conv2d' ? { ...conv, settings: step.layer.bank.params } : conv
}
