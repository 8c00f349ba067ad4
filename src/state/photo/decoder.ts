import { ImageError } from '../../core/errors.ts'
import type { DecodedPicture, DecodeOptions } from '../../../workers/decode/api.ts'
import { startDecoding, type DecodeHost } from './decode-host.ts'

/** Turns pictures into tensors; one at a time, the newest wins. */
export interface Decoder {
  /** @throws ImageError; AbortError when the signal fires */
  decode(file: Blob, name: string, options: DecodeOptions, signal: AbortSignal): Promise<DecodedPicture>
  /** A drawn chart as a PNG. */
  draw(chart: string): Promise<Blob>
}

/** A decode that takes longer is hostile or hopeless; the worker is given up. In ms. */
const PATIENCE = 60_000

/** Decodes in a worker of its own, replaced when it is aborted, dies or hangs; on the page where none starts. */
export class WorkerDecoder implements Decoder {
  #host: Promise<DecodeHost> | null = null

  /** The first worker starts at once, beside everything else that a page does at its start. */
  constructor() {
    void this.#connect()
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
    if (this.#host !== null) this.#drop(this.#host)
  }

  #connect(): Promise<DecodeHost> {
    if (this.#host !== null) return this.#host
    const host = (this.#host = startDecoding())
    const drop = () => this.#drop(host)
    host.then(({ onStop }) => onStop(drop), drop) // why, is told to who asks it for something
    return host
  }

  #drop(host: Promise<DecodeHost>): void {
    if (this.#host !== host) return
    this.#host = null
    host.then(
      ({ end }) => end(),
      () => undefined, // there is nothing to end
    )
  }

  /** A dead or ended worker leaves Comlink's calls hanging, so the call races with all that can end it. */
  async #call<T>(
    name: string,
    signal: AbortSignal | null,
    call: (remote: DecodeHost['remote']) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted()
    const host = this.#connect()
    const ended = new AbortController()
    try {
      return await new Promise<T>((resolve, reject) => {
        const giveUp = (reason: unknown) => {
          this.#drop(host)
          reject(reason instanceof Error ? reason : new ImageError(String(reason)))
        }
        const timer = setTimeout(
          () => giveUp(new ImageError(`${name} took too long to open. The file may be damaged.`)),
          PATIENCE,
        )
        ended.signal.addEventListener('abort', () => clearTimeout(timer))
        signal?.addEventListener('abort', () => giveUp(signal.reason), { signal: ended.signal })
        const stopped = () =>
          giveUp(new ImageError(`${name} could not be opened: the decoder stopped. Try again.`))
        host
          .then(({ onStop, remote }) => {
            onStop(stopped)
            return call(remote)
          })
          .then(resolve, (error: unknown) => reject(imageErrorOf(error)))
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
