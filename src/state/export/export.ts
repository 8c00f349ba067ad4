import { checkLimits } from '../../core/layers/check-limits.ts'
import { fileName, stemOf } from '../../formats/file-name.ts'
import type { BankDocument } from '../../core/layers/layer.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { writeNpy } from '../../formats/npy.ts'
import type { Engine } from '../../engine/engine.ts'
import { activeLayers } from '../document/bypass.ts'
import type { FilterbankDocument } from '../document/document.ts'
import { IMAGE_CHANNELS } from '../document/edits.ts'
import type { ExportedFile } from '../files/download.ts'
import type { FilterForm } from './filter-forms.ts'
import { shapeIn } from '../run/map-values.ts'
import { paintingPng } from '../run/painting-png.ts'
import type { Look } from '../view/look.ts'
import { mapRequest, rgbRequests } from '../run/ranges.ts'
import type { Completed } from '../run/runner.svelte.ts'

/** Output of a layer as `.npy`: float32, C order, shape (1, C, H, W). */
export function exportMapsNpy(engine: Engine, document: FilterbankDocument, layer: number): ExportedFile {
  const lease = engine.lease(layer)
  try {
    const [n, c, h, w] = lease.shape
    const data = new Float32Array(n * c * h * w)
    for (let map = 0; map < n * c; map++) data.set(lease.copy(map), map * h * w)
    return { name: mapsFile(document, layer, '.npy'), blob: new Blob([writeNpy(lease.shape, data)]) }
  } finally {
    lease.release()
  }
}

/** A layer of a completed run, and how its maps are shown. */
export interface ShownLayer {
  readonly engine: Engine
  readonly completed: Completed
  /** Whose photo files are named after. */
  readonly document: FilterbankDocument
  readonly layer: number
  readonly look: Look
}

/**
 * Maps as they are seen, at their full size: one PNG for one map, a ZIP for several.
 * @param maps the channels to export, in order
 */
export async function exportMapsPng(
  { engine, completed, document, layer, look }: ShownLayer,
  maps: readonly number[],
): Promise<ExportedFile> {
  const shape = shapeOf(completed, layer)
  const size = { width: shape[3], height: shape[2] }
  const files: Record<string, Uint8Array<ArrayBuffer>> = {}
  for (const channel of maps) {
    const [painting] = await engine.paint([mapRequest(completed.layers, layer, channel, shape, size, look)])
    if (painting === undefined) throw new RangeError(`no map ${channel}`)
    files[mapsFile(document, layer, `-map${channel}.png`)] = new Uint8Array(
      await (await paintingPng(painting)).arrayBuffer(),
    )
  }
  const [only, ...more] = Object.entries(files)
  if (only !== undefined && more.length === 0) {
    return { name: only[0], blob: new Blob([only[1]], { type: 'image/png' }) }
  }
  const { zipSync } = await import('fflate')
  return {
    name: mapsFile(document, layer, '.zip'),
    blob: new Blob([zipSync(files, { level: 0 })], { type: 'application/zip' }),
  }
}

/** Three maps as they are seen as one colour picture, at their full size. @param channels red, green and blue */
export async function exportRgbPng(
  { engine, completed, document, layer, look }: ShownLayer,
  channels: readonly number[],
): Promise<ExportedFile> {
  const shape = shapeOf(completed, layer)
  const size = { width: shape[3], height: shape[2] }
  const primaries = await engine.paint(rgbRequests(completed.layers, layer, channels, shape, size, look))
  const [first] = primaries
  if (first === undefined) throw new RangeError('no maps')
  const pixels = new Uint8ClampedArray(first.pixels.length)
  // each lights one of the three, so nothing is added up twice; alpha stays at 255
  for (const primary of primaries)
    pixels.forEach((level, i) => (pixels[i] = level + (primary.pixels[i] ?? 0)))
  const name = mapsFile(document, layer, `-rgb-${channels.join('-')}.png`)
  return { name, blob: await paintingPng({ ...first, pixels }) }
}

function shapeOf(completed: Completed, layer: number): Shape4 {
  const shape = shapeIn(completed, layer)
  if (shape === null) throw new RangeError(`no layer ${layer}`)
  return shape
}

/**
 * The filter banks as a file: what runs, so without bypassed layers.
 * @throws ShapeError for more than a file holds, which an older version let be made
 */
export async function exportFilters(
  document: FilterbankDocument,
  form: FilterForm = 'json',
): Promise<ExportedFile> {
  const { name, input } = document
  const layers = activeLayers(document)
  checkLimits(layers)
  const content = await WRITERS[form]({ name, input, layers })
  const type = form === 'json' ? 'application/json' : 'application/octet-stream'
  return { name: filtersFile(document, form), blob: new Blob([content], { type }) }
}

const WRITERS: Readonly<
  Record<FilterForm, (bank: BankDocument) => Promise<string | Uint8Array<ArrayBuffer>>>
> = {
  json: async (bank) => (await import('../../formats/bank-json.ts')).writeBank(bank),
  onnx: async (bank) =>
    (await import('../../formats/models/onnx/write-onnx.ts')).writeOnnx(bank, IMAGE_CHANNELS, null),
  safetensors: async (bank) => (await import('../../formats/models/write-models.ts')).writeSafetensors(bank),
  npz: async (bank) => (await import('../../formats/models/write-models.ts')).writeNpz(bank),
}

/** What Export filters calls its file. */
export function filtersFile({ name }: FilterbankDocument, form: FilterForm = 'json'): string {
  return fileName(name, `.${form}`, 'filters')
}

/** What a file of a layer's maps is called: after the photo. @param ending as ".npy" */
export function mapsFile(
  { photo }: Pick<FilterbankDocument, 'photo'>,
  layer: number,
  ending: string,
): string {
  const which = layer === -1 ? 'input' : `layer${layer + 1}`
  return fileName(stemOf(photo?.name ?? ''), `-${which}${ending}`, 'maps')
}
