import * as Comlink from 'comlink'
import { ImageError } from '../../core/errors.ts'
import { endWorker } from '../../engine/pool/end-worker.ts'
import type { DecodeWorker, PictureViewer } from '../../../workers/decode/api.ts'

/** What opens pictures, where it runs. */
export interface DecodeHost {
  readonly remote: Comlink.Remote<DecodeWorker>
  /** Calls back when it stops by itself, until the signal fires. */
  readonly onStop: (stopped: () => void, signal?: AbortSignal) => void
  readonly end: () => void
}

/** The second way for pictures that decoding cannot open by itself; loaded when one asks. */
const VIEWER: PictureViewer = {
  size: async (picture) => await (await import('./shown-picture.ts')).shownSize(picture),
  pixels: async (picture) => {
    const bitmap = await (await import('./shown-picture.ts')).shownPixels(picture)
    return bitmap && Comlink.transfer(bitmap, [bitmap])
  },
}

/**
 * Something that opens files of pictures: a worker, or the page itself where no worker starts that can.
 * @throws ImageError when it cannot be loaded
 */
export async function startDecoding(name = 'decode'): Promise<DecodeHost> {
  try {
    return await inWorker(name)
  } catch {
    const { decodeOnPage } = await import('./page-decoding.ts').catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      throw new ImageError(`Pictures cannot be opened: the decoder could not be loaded (${why}).`)
    })
    const remote = Comlink.wrap<DecodeWorker>(decodeOnPage())
    await remote.useViewer(Comlink.proxy(VIEWER))
    return { remote, onStop: () => undefined, end: () => remote[Comlink.releaseProxy]() }
  }
}

async function inWorker(name: string): Promise<DecodeHost> {
  const worker = new Worker(new URL('../../../workers/decode/worker.ts', import.meta.url), {
    type: 'module',
    name,
  })
  const remote = Comlink.wrap<DecodeWorker>(worker)
  const end = () => endWorker(worker, remote)
  const onStop: DecodeHost['onStop'] = (stopped, signal) => {
    worker.addEventListener('error', stopped, signal && { signal })
  }
  const failed = new Promise<never>((_, reject) => onStop(() => reject(new Error('it does not start'))))
  try {
    await Promise.race([remote.useViewer(Comlink.proxy(VIEWER)), failed])
  } catch (error) {
    end()
    throw error
  }
  return { remote, onStop, end }
}
