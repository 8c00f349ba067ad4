import * as Comlink from 'comlink'
import { ImageError } from '../../core/errors.ts'
import type {
  DecodedPicture,
  DecodeOptions,
  DecodeWorker,
  PictureViewer,
} from '../../../workers/decode/api.ts'

/** Turns pictures into tensors; one at a time, the newest wins. */
export interface Decoder {
  /** @throws ImageError; AbortError when the signal fires */
  decode(file: Blob, name: string, options: DecodeOptions, signal: AbortSignal): Promise<DecodedPicture>
  /** A drawn chart as a PNG. */
  draw(chart: string): Promise<Blob>
}

/** A decode that takes longer is hostile or hopeless; the worker is given up. In ms. */
const PATIENCE = 60_000

/** The page's second way for pictures that a decode worker cannot open by itself; loaded when one asks. */
const VIEWER: PictureViewer = {
  size: async (picture) => await (await import('./shown-picture.ts')).shownSize(picture),
  pixels: async (picture) => {
    const bitmap = await (await import('./shown-picture.ts')).shownPixels(picture)
    return bitmap && Comlink.transfer(bitmap, [bitmap])
  },
}

/** Speak with a worker that opens files of pictures. */
export function connectDecodeWorker(worker: Worker): Comlink.Remote<DecodeWorker> {
  const remote = Comlink.wrap<DecodeWorker>(worker)
  void remote.useViewer(Comlink.proxy(VIEWER))
  return remote
}

/** Decodes in a worker of its own, replaced when it is aborted, dies or hangs. */
export class WorkerDecoder implements Decoder {
  #worker: Worker | null = null
  #remote: Comlink.Remote<DecodeWorker> | null = null

  /** The first worker starts at once, beside everything else that a page does at its start. */
  constructor() {
    this.#connect()
  }

  async decode(
    file: Blob,
    name: string,
    options: DecodeOptions,
    signal: AbortSignal,
  ): Promise<DecodedPicture> {
    return await this.#call(name, signal, (remote) => remote.decode(file, name, options))
  }

  async draw(chart: string): Promise<Blob> {
    return await this.#call(chart, null, (remote) => remote.draw(chart))
  }

  /** End the worker; the next call makes a new one. */
  dispose(): void {
    this.#remote?.[Comlink.releaseProxy]()
    this.#worker?.terminate()
    this.#worker = null
    this.#remote = null
  }

  #connect(): { worker: Worker; remote: Comlink.Remote<DecodeWorker> } {
    this.#worker ??= this.#start()
    this.#remote ??= connectDecodeWorker(this.#worker)
    return { worker: this.#worker, remote: this.#remote }
  }

  /** One that fails while nothing is asked of it, such as one whose script did not load, is made anew for the next call. */
  #start(): Worker {
    const worker = new Worker(new URL('../../../workers/decode/worker.ts', import.meta.url), {
      type: 'module',
    })
    worker.addEventListener('error', () => {
      if (this.#worker === worker) this.dispose()
    })
    return worker
  }

  /** A dead or ended worker leaves Comlink's calls hanging, so the call races with all that can end it. */
  async #call<T>(
    name: string,
    signal: AbortSignal | null,
    call: (remote: Comlink.Remote<DecodeWorker>) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted()
    const { worker, remote } = this.#connect()
    const ended = new AbortController()
    try {
      return await new Promise<T>((resolve, reject) => {
        const giveUp = (reason: unknown) => {
          if (this.#worker === worker) this.dispose()
          reject(reason instanceof Error ? reason : new ImageError(String(reason)))
        }
        const timer = setTimeout(
          () => giveUp(new ImageError(`${name} took too long to open. The file may be damaged.`)),
          PATIENCE,
        )
        ended.signal.addEventListener('abort', () => clearTimeout(timer))
        signal?.addEventListener('abort', () => giveUp(signal.reason), { signal: ended.signal })
        worker.addEventListener(
          'error',
          () => giveUp(new ImageError(`${name} could not be opened: the decoder stopped. Try again.`)),
          { signal: ended.signal },
        )
        call(remote).then(resolve, (error: unknown) => reject(imageErrorOf(error)))
      })
    } finally {
      ended.abort()
    }
  }
}

/** Comlink hands on an error's name and message, not its class. */
function imageErrorOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  return error.name === 'ImageError' ? new ImageError(error.message) : error
}
