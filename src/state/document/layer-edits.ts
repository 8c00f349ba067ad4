import { all } from '../../core/bank/filter-list.ts'
import type { ReadyPipeline } from '../../core/presets/ready-pipelines.ts'
import type { Repair } from '../../core/bank/repair.ts'
import { followBypassed, isBypassed } from './bypass.ts'
import type { FilterbankDocument } from './document.ts'
import { addLayer, layerAt, layerName, type Edit } from './edits.ts'

/** Put a copy of a layer behind it. */
export function duplicateLayer(document: FilterbankDocument, at: number): Edit {
  const layer = layerAt(document, at)
  return { ...addLayer(document, layer, at + 1), label: `Duplicate ${layerName(layer)}` }
}

/** Let a layer pass its input on, or compute again. */
export function toggleBypass(document: FilterbankDocument, at: number): Edit {
  const isOff = isBypassed(document, at)
  const before = document.bypassed ?? []
  const bypassed = isOff ? before.filter((each) => each !== at) : [...before, at].sort((a, b) => a - b)
  const label = `${isOff ? 'Switch on' : 'Bypass'} ${layerName(layerAt(document, at))}`
  return { label, document: { ...document, bypassed } }
}

/** Replace all layers; the last Conv2d is selected. */
export function setPipeline(
  document: FilterbankDocument,
  { name, make }: Pick<ReadyPipeline, 'name' | 'make'>,
): Edit {
  const layers = make()
  return {
    label: name,
    document: { ...document, name, layers, bypassed: [] },
    origins: [],
    select: layers.findLastIndex((layer) => layer.type === 'conv2d'),
    message: `${name} in place of the layers before.`,
  }
}

/** Take over repaired layers, which are those that run: bypassed ones stay what they are. */
export function repairLayers(document: FilterbankDocument, { words, layers, removes }: Repair): Edit {
  const before = all(document.layers.length)
  const origins = removes === undefined ? before : before.toSpliced(removes, 1)
  const bypassed = followBypassed(document.bypassed ?? [], origins)
  const kept = layers.map((layer, at) =>
    bypassed.includes(at) ? layerAt(document, origins[at] ?? at) : layer,
  )
  return { label: words, document: { ...document, layers: kept, bypassed }, origins }
}
