import * as Comlink from 'comlink'
import { createEngine } from '../engine/create-engine.ts'
import type { DecodeWorker } from '../engine/decode-protocol.ts'
import type { EncodeJob, EncodeWorker } from '../engine/encode-protocol.ts'
import type { Engine } from '../engine/engine.ts'
import { planBands, runInBands } from '../engine/full-resolution.ts'
import type { Pipeline } from '../core/layers.ts'
import type { Shape4 } from '../core/tensor.ts'
import { runningLayers } from './bypass.ts'
import type { FilterbankDocument } from './document.svelte.ts'
import { download } from './export.ts'
import { mapRequest, sharedColorTable, type Look } from './ranges.ts'
import type { Session } from './session.svelte.ts'

export type FullKind = 'colors' | 'gray16' | 'npy' | 'rgb'

/** The engine's memory for bands, in MB; the decoded photo and what is being written stay within the rest of 1 GiB. */
const ENGINE_MB = 512
/** Bytes of maps that one band may take: two bands fit. */
const BAND_BYTES = 64e6

/**
 * Runs the pipeline on the photo at its own size, band by band in an engine of its own, while the screen shows a smaller
 * one. Nothing of it stays when it has ended, however it ends.
 */
export class FullResolution {
  #progress = $state<number | null>(null)
  #error = $state<string | null>(null)
  #abort: AbortController | null = null
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** 0..1, null while nothing is exported. */
  get progress(): number | null {
    return this.#progress
  }

  /** Why the last export failed, or null. */
  get error(): string | null {
    return this.#error
  }

  cancel(): void {
    this.#abort?.abort()
  }

  /** Export maps of the selected layer; resolves with whether a file was saved. @param channels three for 'rgb' */
  async export(kind: FullKind, channels: readonly number[]): Promise<boolean> {
    const abort = new AbortController()
    this.#abort = abort
    this.#progress = 0
    this.#error = null
    const workshop = new Workshop()
    try {
      const { document, view } = this.#session
      await this.#session.settled()
      const ranges = await this.#ranges(kind, channels)
      const work = workshop.make(
        document,
        view.layer,
        view.look,
        kind,
        channels,
        ranges,
        abort.signal,
        (done) => {
          this.#progress = done
        },
      )
      const file = await Promise.race([work, aborted(abort.signal)])
      download(file)
      return true
    } catch (error) {
      if (!abort.signal.aborted) this.#error = error instanceof Error ? error.message : String(error)
      return false
    } finally {
      workshop.dispose()
      this.#progress = null
      this.#abort = null
    }
  }

  /** Ranges as on the screen; 16 bits hold all values of the preview. */
  async #ranges(kind: FullKind, channels: readonly number[]): Promise<(readonly [number, number])[]> {
    const { runner, view } = this.#session
    const { engine, completed } = runner
    const shape = completed?.shapes[view.layer]
    if (engine === null || completed === null || shape === undefined)
      throw new Error('There are no maps yet.')
    if (kind === 'gray16') {
      const stats = completed.run.outputs[view.layer]?.stats ?? []
      return channels.map((c) => [stats[c]?.min ?? 0, stats[c]?.max ?? 0] as const)
    }
    const look: Look =
      kind === 'rgb' ? { colorMap: 'gray', range: 'map', theme: view.resolvedTheme } : view.look
    const size = { width: 1, height: 1 }
    const paintings = await engine.paint(
      channels.map((c) => mapRequest(this.#session.layers, view.layer, c, shape, size, look)),
    )
    return paintings.map(({ low, high }) => [low, high] as const)
  }
}

/** The workers of one export. */
class Workshop {
  readonly #workers: Worker[] = []
  #engine: Promise<Engine> | null = null
  #disposed = false

  async make(
    document: FilterbankDocument,
    layer: number,
    look: Look,
    kind: FullKind,
    channels: readonly number[],
    ranges: readonly (readonly [number, number])[],
    signal: AbortSignal,
    onProgress: (done: number) => void,
  ): Promise<{ name: string; blob: Blob }> {
    const { photo } = document
    if (photo === null) throw new Error('No photo is open.')
    const decode = this.#connect<DecodeWorker>(
      new Worker(new URL('../../workers/decode.ts', import.meta.url), {
        type: 'module',
        name: 'full-decode',
      }),
    )
    const encode = this.#connect<EncodeWorker>(
      new Worker(new URL('../../workers/encode.ts', import.meta.url), { type: 'module', name: 'encode' }),
    )
    this.#engine = createEngine({ mostMemoryMB: ENGINE_MB })
    const [engine, size] = await Promise.all([
      this.#engine,
      decode.openFull(photo.file, photo.name, document.input),
    ])
    if (this.#disposed) signal.throwIfAborted()
    const layers: Pipeline = runningLayers(document).slice(0, layer + 1)
    const input: Shape4 = [1, 3, size.height, size.width]
    const bands = planBands(engine, input, layers, BAND_BYTES)
    let begun = false
    const read = async (from: number, to: number) => ({
      shape: [1, 3, to - from, size.width] as const,
      data: await decode.rows(from, to),
    })
    await runInBands(
      engine,
      layers,
      bands,
      read,
      async ({ maps }) => {
        if (!begun) {
          const height = bands.at(-1)?.output[1] ?? 0
          const width = (maps[0]?.length ?? 0) / ((bands[0]?.output[1] ?? 1) - (bands[0]?.output[0] ?? 0))
          await encode.begin(jobOf(kind, width, height, channels, ranges, look))
          begun = true
        }
        await encode.add(channels.map((c) => maps[c] ?? new Float32Array()))
      },
      { signal, onProgress },
    )
    return await named(encode, document, layer, kind, channels)
  }

  dispose(): void {
    this.#disposed = true
    for (const worker of this.#workers) worker.terminate()
    this.#engine?.then(
      (engine) => engine.dispose(),
      () => undefined, // told where it was waited for
    )
  }

  #connect<T>(worker: Worker): Comlink.Remote<T> {
    this.#workers.push(worker)
    return Comlink.wrap<T>(worker)
  }
}

function jobOf(
  kind: FullKind,
  width: number,
  height: number,
  channels: readonly number[],
  ranges: readonly (readonly [number, number])[],
  look: Look,
): EncodeJob {
  if (kind === 'npy') return { kind, width, height, maps: channels.length }
  return { kind, width, height, ranges, colors: colorsOf(look) }
}

function colorsOf({ colorMap, theme, shown }: Look): Uint32Array {
  return sharedColorTable(colorMap, theme, shown)
}

async function named(
  encode: Comlink.Remote<EncodeWorker>,
  document: FilterbankDocument,
  layer: number,
  kind: FullKind,
  channels: readonly number[],
): Promise<{ name: string; blob: Blob }> {
  const files = await encode.finish()
  const stem = `${(document.photo?.name ?? 'maps').replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N}._-]+/gu, '-')}-layer${layer + 1}-full`
  const [only] = files
  if (only === undefined) throw new Error('Nothing was written.')
  if (kind === 'npy') return { name: `${stem}.npy`, blob: only }
  if (kind === 'rgb') return { name: `${stem}-rgb-${channels.join('-')}.png`, blob: only }
  if (files.length === 1) return { name: `${stem}-map${channels[0] ?? 0}.png`, blob: only }
  const names = channels.map((c) => `${stem}-map${c}.png`)
  return { name: `${stem}.zip`, blob: await encode.zip(names, files) }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new DOMException('The export was cancelled.', 'AbortError')),
    )
  })
}
