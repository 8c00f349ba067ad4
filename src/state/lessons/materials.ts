import { READY_PIPELINES } from '../../core/presets/ready-pipelines.ts'
import { TRAINED } from '../../core/presets/trained.ts'
import type { SetupLayers } from '../../formats/lessons/setup.ts'
import { DEFAULT_INPUT, type FilterbankDocument, type Photo } from '../document/document.ts'
import { readAside } from '../files/reading.ts'
import { fetchTrained } from '../files/open-trained.ts'
import type { Decoder } from '../photo/decoder.ts'
import { findSample, loadSample } from '../photo/samples.ts'

/** What a lesson's document is made of, from where the app keeps it. */
export interface Materials {
  photo(id: string): Promise<Photo>
  layers(of: SetupLayers): Promise<Pick<FilterbankDocument, 'layers' | 'input'>>
}

/** From the files of the app, each photo once. */
export class AppMaterials implements Materials {
  readonly #photos = new Map<string, Photo>()
  readonly #decoder: Decoder

  constructor(decoder: Decoder) {
    this.#decoder = decoder
  }

  /** @throws ImageError when it cannot be loaded */
  async photo(id: string): Promise<Photo> {
    const known = this.#photos.get(id)
    if (known !== undefined) return known
    const sample = findSample(id)
    const file = await loadSample(sample, this.#decoder)
    const bitmap = await createImageBitmap(file)
    const photo = { file, name: sample.name, width: bitmap.width, height: bitmap.height }
    bitmap.close()
    this.#photos.set(id, photo)
    return photo
  }

  /** @throws Error in plain words when trained filters cannot be loaded */
  async layers(of: SetupLayers): Promise<Pick<FilterbankDocument, 'layers' | 'input'>> {
    if (of.type === 'bank') return of.bank
    if (of.type === 'ready') return { input: DEFAULT_INPUT, layers: byId(READY_PIPELINES, of.id).make() }
    const trained = byId(TRAINED, of.id)
    const file = await fetchTrained(trained)
    if (typeof file === 'string') throw new Error(`${trained.name} could not be opened: ${file}.`)
    const { signal } = new AbortController()
    const found = await readAside(file.name, (reader) => reader.filters(file), signal)
    if (!('bank' in found)) throw new Error(`${trained.name} could not be opened: it is not whole.`)
    return found.bank
  }
}

function byId<T extends { readonly id: string }>(list: readonly T[], id: string): T {
  const found = list.find((each) => each.id === id)
  if (found === undefined) throw new RangeError(`no ${id}`)
  return found
}
