import { filterOf } from '../core/bank/bank.ts'
import {
  hasBank,
  type BankDocument,
  type FilterBank,
  type Layer,
  type Pipeline,
} from '../core/layers/layer.ts'
import { writeBank } from '../formats/bank-json.ts'
import { copyText } from './browser.ts'
import { layerAt, layerName } from './document/edits.ts'
import { fitsKernels, putFilters, putLayers } from './document/put-layers.ts'
import { readFor, SHORT_TEXT } from './files/reading.ts'
import { putNumbers } from './paste.ts'
import type { Session } from './session/session.svelte.ts'
import type { Workbench } from './workbench.svelte.ts'

/*
 * Layers and filters go from one project to another, and into any text, as the file of a filter bank: filters as a layer that
 * has no others. Where it is pasted says what becomes of it.
 */

/** Copy a layer. What came of it is told. */
export async function copyLayer(session: Session, at: number): Promise<void> {
  const layer = layerAt(session.document, at)
  await copy(session, layer, `layer ${at + 1} ${layerName(layer)}`)
}

/** Copy the picked filters. */
export async function copyFilters({ session, filters }: Workbench): Promise<void> {
  const { document, view } = session
  const layer = document.layers[view.layer]
  if (layer === undefined || !hasBank(layer)) return
  const what = filters.length === 1 ? `filter ${filters[0] ?? 0}` : `${filters.length} filters`
  await copy(session, { ...layer, bank: filtersOf(layer.bank, filters) }, what)
}

/** Paste layers behind the selected one; what is wrong with the text is told. Returns whether that is done. */
export async function pasteLayers(session: Session, text: string): Promise<boolean> {
  const layers = await layersOf(session, text)
  return layers !== null && session.edit(() => putLayers(session.document, layers, session.view.layer + 1))
}

/**
 * Paste the filters of a copied layer behind the picked ones. Where kernels are larger than there is room for it is asked what
 * becomes of the selected filter, as for any numbers.
 */
export async function pasteFilters(bench: Workbench, text: string): Promise<boolean> {
  const { session } = bench
  const layers = await layersOf(session, text)
  if (layers === null) return false
  const from = layers.find(hasBank)?.bank
  const { bank, layer } = session.view
  if (from === undefined || bank === null) {
    session.tell(new Error('There is no filter in what was copied. Paste it among the layers.'))
    return false
  }
  const [, channels, height, width] = from.weight.shape
  if (channels === bank.weight.shape[1] && !fitsKernels(bank, from))
    return putNumbers(bench, { shape: [channels, height, width], values: filterOf(from, 0) })
  return session.edit(() => putFilters(session.document, layer, Math.max(...bench.filters), from))
}

/** The text on the clipboard, asked for by a command; null where it may not be read, which is told. */
export async function clipboardText(session: Session): Promise<string | null> {
  try {
    return await navigator.clipboard.readText()
  } catch {
    session.tell(new Error('The browser did not let the clipboard be read. Press Ctrl+V or ⌘V instead.'))
    return null
  }
}

async function copy(session: Session, layer: Layer, what: string): Promise<void> {
  const { name, input } = session.document
  try {
    await copyText(writeBank({ name, input, layers: [layer] }))
    session.say(`Copied ${what}. Paste it here, in another project or in a text.`)
  } catch (error) {
    session.tell(error)
  }
}

async function layersOf(session: Session, text: string): Promise<Pipeline | null> {
  try {
    const { layers } = await readText(session, text)
    if (layers.length > 0) return layers
    throw new Error('There is no layer in what was copied.')
  } catch (error) {
    session.tell(error)
    return null
  }
}

async function readText(session: Session, text: string): Promise<BankDocument> {
  if (text.length > SHORT_TEXT)
    return await readFor(session, 'the pasted text', (reader) => reader.layers(text))
  return await (await import('../formats/readers.ts')).layers(text)
}

/** Some filters of a bank alone, each with the kernels that it has: in one group. */
function filtersOf({ weight, bias, params, names }: FilterBank, filters: readonly number[]): FilterBank {
  const [, perGroup, height, width] = weight.shape
  const each = perGroup * height * width
  const data = new Float32Array(filters.length * each)
  filters.forEach((filter, i) => data.set(weight.data.subarray(filter * each, (filter + 1) * each), i * each))
  return {
    weight: { shape: [filters.length, perGroup, height, width], data },
    bias: bias && Float32Array.from(filters, (filter) => bias[filter] ?? 0),
    params: { ...params, groups: 1 },
    names: filters.map((filter) => names[filter] ?? ''),
  }
}
