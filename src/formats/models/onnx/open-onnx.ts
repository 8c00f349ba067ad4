import { shown } from '../../hidden-characters.ts'
import type { ByteSource } from '../byte-source.ts'
import type { ChainChoice, TakenLayers } from '../model-file.ts'
import type { OpenModel } from '../open-model.ts'
import { OWN_KEY } from '../own-key.ts'
import { conversionNotes, unreadNotes } from '../stored-tensors.ts'
import { longestChain } from './chain.ts'
import { Constants } from './constants.ts'
import { graphConvs } from './graph-convs.ts'
import { readGraph } from './graph.ts'
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
  const constants = await Constants.of(graph)
  const chain = await longestChain(graph, constants, { batchNorm: 'fold' })
  const { convs, notes } = graphConvs(graph, constants, chain?.steps ?? [])
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
      ...notes,
    ],
    own: own === undefined ? null : () => Promise.resolve(own),
    chain: chain && {
      layers: chain.steps.length,
      weights: chain.steps.reduce((sum, { weights }) => sum + weights, 0),
      stopsAt: chain.stopsAt,
    },
    takeChain,
  }

  async function takeChain(choice: ChainChoice): Promise<TakenLayers> {
    const taken = await longestChain(graph, constants, choice)
    const steps = taken?.steps ?? []
    const layers = []
    for (const step of steps) layers.push(await step.read())
    const said = new Set(steps.map(({ note }) => note).filter((note) => note !== undefined))
    // more layers reach their limit earlier
    if (taken && taken.stopsAt !== null && taken.end !== chain?.end) {
      said.add(`with every BatchNorm as a layer, the layers end earlier: ${taken.stopsAt}`)
    }
    return { layers, notes: [...conversionNotes(steps.flatMap((step) => step.tensors)), ...said] }
  }
}
