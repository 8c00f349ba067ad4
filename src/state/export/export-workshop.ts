import * as Comlink from 'comlink'
import { MemoryError, WorkerError } from '../../core/errors.ts'
import { pipelineShapes } from '../../core/layers/pipeline.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { createEngine, type EngineOptions } from '../../engine/create-engine.ts'
import {
  DEEP,
  type EncodeJob,
  type EncodeWorker,
  type LevelRange,
  type MapRows,
  type PictureForm,
} from '../../../workers/encode/api.ts'
import type { Engine } from '../../engine/engine.ts'
import { endWorker } from '../../engine/pool/end-worker.ts'
import { planPasses, runInBands, type Pass } from '../../engine/full-resolution.ts'
import { runningLayers } from '../document/bypass.ts'
import { startDecoding } from '../photo/decode-host.ts'
import type { FilterbankDocument } from '../document/document.ts'
import { mapsFile } from './export.ts'
import type { ZippedFile } from './zip-files.ts'
import { lookColors, type Look } from '../view/look.ts'

/** Pictures of a form, or values as npy. */
export type FileForm = PictureForm | 'npy'

/** What a person chooses of an export. */
export interface ExportChoice {
  readonly form: FileForm
  /** Three for one colour picture. */
  readonly channels: readonly number[]
  /** Whether three maps are the red, green and blue of one picture. */
  readonly together: boolean
  /** Of JPEG and WebP, 0..1. */
  readonly quality: number
  /** Whether pictures keep the photo's camera, date and exposure, and the place. */
  readonly exif: boolean
  readonly gps: boolean
}

/** What is to be exported. */
export interface ExportOrder extends ExportChoice {
  readonly document: FilterbankDocument
  readonly layer: number
  /** Of each channel; null for that of all values of the full-size map. */
  readonly ranges: readonly (LevelRange | null)[]
  readonly look: Look
}

/** The engine's memory for bands, in MB; the decoded photo and what is being written stay within the rest of 1 GiB. */
const ENGINE_MB = 512
/** Bytes that a band may take: the engine keeps two. The whole photo is run once. */
const BUDGET = { band: 64e6, whole: 400e6 }
/** How long the writer may take to put down its work, in ms. */
const PATIENCE = 10_000

const NO_WRITER =
  'Exports at full size are written by a worker, and this browser starts none. Export maps saves them at the size that is shown.'

/** What was made of a photo. */
export interface Made {
  readonly files: readonly ZippedFile[]
  readonly clipped: number
  readonly values: number
}

/** The workers of exports, one after the other. */
export class ExportWorkshop {
  readonly #encodeWorker = newEncodeWorker()
  readonly #decode = startDecoding('full-decode')
  readonly #encode = Comlink.wrap<EncodeWorker>(this.#encodeWorker)
  readonly #engine: Promise<Engine>
  /** Where rows were read to: browsers do not count shared memory as garbage that presses, and every photo would leave its own. */
  #rows: SharedArrayBuffer | undefined
  /** Rejects when the writer stops, which leaves its calls without an answer. */
  readonly #writing = new Promise<never>((_, reject) =>
    this.#encodeWorker.addEventListener('error', () => reject(new WorkerError(NO_WRITER))),
  )

  /** @param options of the engine; all processors of the machine unless it says otherwise */
  constructor(options: EngineOptions = {}) {
    this.#engine = createEngine({ mostMemoryMB: ENGINE_MB, ...options })
    // told where they are waited for
    for (const part of [this.#engine, this.#decode, this.#writing]) part.catch(() => undefined)
  }

  /**
   * The files of one photo.
   * @param names of the files @param id of the folder in which they grow
   * @param onProgress 0..1
   * @throws MemoryError, ImageError, WorkerError; AbortError when the signal fires
   */
  make(
    order: ExportOrder,
    names: readonly string[],
    id: string,
    signal: AbortSignal,
    onProgress: (done: number) => void,
  ): Promise<Made> {
    return Promise.race([this.#make(order, names, id, signal, onProgress), this.#writing])
  }

  async #make(
    order: ExportOrder,
    names: readonly string[],
    id: string,
    signal: AbortSignal,
    onProgress: (done: number) => void,
  ): Promise<Made> {
    const { document, layer, form, together, channels, ranges } = order
    const { photo } = document
    if (photo === null) throw new Error('No photo is open.')
    const [engine, size] = await Promise.all([
      this.#engine,
      this.#decode.then(({ remote }) => remote.openFull(photo.file, photo.name, document.input)),
    ])
    signal.throwIfAborted()
    const layers = runningLayers(document).slice(0, layer + 1)
    const input: Shape4 = [1, 3, size.height, size.width]
    const passes = planPasses(engine, input, layers, channels, together, BUDGET)
    const [, , height, width] = pipelineShapes(input, layers).at(-1) ?? input
    if (form === 'npy') await checkRoom(4 * channels.length * height * width)
    signal.throwIfAborted()
    await this.#encode.begin(jobOf(order, photo.file, width, height), id)
    const isTwice = ranges.includes(null)
    if (isTwice) {
      const show = (rows: readonly MapRows[]) => this.#encode.show(rows)
      await this.#run(engine, passes, size, show, signal, (done) => onProgress(done / 2))
    }
    const add = (rows: readonly MapRows[]) => this.#encode.add(rows)
    await this.#run(engine, passes, size, add, signal, (done) => onProgress(isTwice ? (1 + done) / 2 : done))
    const { files, ...counts } = await this.#encode.finish()
    return { ...counts, files: files.map((file, i) => ({ ...file, name: names[i] ?? `${i}` })) }
  }

  /** Take back what was written into the folder of this id. */
  async discard(id: string): Promise<void> {
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE))
    // a writer that died leaves its files, which are removed like those of a crash
    await Promise.race([this.#encode.discard(id).catch(() => undefined), patience])
  }

  /** End the workers. */
  async dispose(): Promise<void> {
    await this.#decode.then(
      ({ end }) => end(),
      () => undefined, // told where it was waited for
    )
    await this.#engine.then(
      (engine) => engine.dispose(),
      () => undefined, // told where it was waited for
    )
    endWorker(this.#encodeWorker, this.#encode)
  }

  async #run(
    engine: Engine,
    passes: readonly Pass[],
    { width, height }: { readonly width: number; readonly height: number },
    to: (rows: readonly MapRows[]) => Promise<void>,
    signal: AbortSignal,
    onProgress: (done: number) => void,
  ): Promise<void> {
    const { remote } = await this.#decode
    const read = async (from: number, to: number, reuses: boolean) => {
      const data = await remote.rows(from, to, reuses ? this.#rows : undefined)
      if (reuses && isShared(data.buffer)) this.#rows = data.buffer
      return { shape: [1, 3, to - from, width] as const, data }
    }
    for (const [done, { layers, bands, maps }] of passes.entries()) {
      const take = async (found: { readonly maps: readonly Float32Array[] }) =>
        await to(
          maps.map(({ wanted, channel }) => ({
            map: wanted,
            rows: found.maps[channel] ?? new Float32Array(),
          })),
        )
      await runInBands(engine, layers, bands, height, read, take, {
        signal,
        onProgress: (part) => onProgress((done + part) / passes.length),
      })
    }
  }
}

function isShared(buffer: ArrayBufferLike): buffer is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
}

/** @throws WorkerError where the browser starts none */
function newEncodeWorker(): Worker {
  try {
    return new Worker(new URL('../../../workers/encode/worker.ts', import.meta.url), {
      type: 'module',
      name: 'encode',
    })
  } catch {
    throw new WorkerError(NO_WRITER)
  }
}

function jobOf(order: ExportOrder, original: Blob, width: number, height: number): EncodeJob {
  const { form, together, channels, ranges, look, quality, exif, gps, document } = order
  if (form === 'npy') return { kind: 'npy', width, height, maps: channels.length }
  const { shown: values = 'signed', fixed = null } = look
  return {
    kind: 'picture',
    form,
    width,
    height,
    together,
    ranges,
    colors: lookColors(together ? { ...look, colorMap: 'gray' } : look),
    shown: DEEP.has(form)
      ? { values: 'signed', ends: null }
      : { values, ends: fixed && ([fixed.low, fixed.high] as const) },
    quality,
    original,
    kept: { exif, gps, profile: document.input.ownValues === true },
  }
}

/** What names of files end in. */
export const ENDINGS: Readonly<Record<FileForm, string>> = {
  png: '.png',
  png16: '.png',
  jpeg: '.jpg',
  webp: '.webp',
  tiff16: '.tif',
  tiffFloat: '.tif',
  npy: '.npy',
}

/** @param ending as ".npy" */
function fullFile({ document, layer }: ExportOrder, ending: string): string {
  return mapsFile(document, layer, `-full${ending}`)
}

/** What the ZIP of several files is called. */
export function zipName(order: ExportOrder): string {
  return fullFile(order, '.zip')
}

/** Names of the files of an export: one, or one for each map. */
export function fileNames(order: ExportOrder): string[] {
  const { form, together, channels } = order
  const ending = ENDINGS[form]
  if (form === 'npy') return [fullFile(order, ending)]
  if (together) return [fullFile(order, `-rgb-${channels.join('-')}${ending}`)]
  return channels.map((channel) => fullFile(order, `-map${channel}${ending}`))
}

/** What the browser says of its storage; nothing where it has none, and files grow in memory. */
async function estimate(): Promise<StorageEstimate> {
  try {
    return await navigator.storage.estimate()
  } catch {
    return {}
  }
}

/** @throws MemoryError when the browser says that it has less room than a file takes */
async function checkRoom(bytes: number): Promise<void> {
  const { quota, usage = 0 } = await estimate()
  if (quota === undefined || quota - usage >= bytes) return
  const megabytes = (n: number) => `${Math.ceil(n / 1e6)} MB`
  throw new MemoryError(
    `The file takes ${megabytes(bytes)}, and the browser has room for ${megabytes(quota - usage)}. Choose a single map.`,
    bytes,
    quota - usage,
  )
}
