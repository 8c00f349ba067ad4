import { ImageError } from '../../core/errors.ts'
import type { DecodedPicture, DecodeOptions } from '../../../workers/decode/api.ts'
import { callWorker } from '../files/worker-call.ts'
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

  async #call<T>(
    name: string,
    signal: AbortSignal | null,
    ask: (remote: DecodeHost['remote']) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted()
    const host = this.#connect()
    const call = async (died: () => void, over: AbortSignal) => {
      const { onStop, remote } = await host
      onStop(died, over)
      return await ask(remote)
    }
    try {
      return await callWorker(call, {
        signal,
        patience: PATIENCE,
        late: () => new ImageError(`${name} took too long to open. The file may be damaged.`),
        dead: () => new ImageError(`${name} could not be opened: the decoder stopped. Try again.`),
        giveUp: () => this.#drop(host),
      })
    } catch (error) {
      throw imageErrorOf(error)
    }
  }
}

/** Comlink hands on an error's name and message, not its class. */
function imageErrorOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  return error.name === 'ImageError' ? new ImageError(error.message) : error
}
