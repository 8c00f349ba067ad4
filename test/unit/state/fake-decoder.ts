import { ImageError } from '../../../src/core/errors.ts'
import type { DecodedPicture, DecodeOptions } from '../../../workers/decode/api.ts'
import type { Decoder } from '../../../src/state/photo/decoder.ts'

/** A decode that was asked for; the test says how it ends. */
export interface Asked {
  readonly file: Blob
  readonly name: string
  readonly options: DecodeOptions
  readonly signal: AbortSignal
  finish(): void
  fail(message: string): void
}

/** A decoder whose answers a test gives by hand. */
export class FakeDecoder implements Decoder {
  readonly asked: Asked[] = []
  /** Pictures for the screen that were made and not given back. */
  openPreviews = 0

  decode(file: Blob, name: string, options: DecodeOptions, signal: AbortSignal): Promise<DecodedPicture> {
    return new Promise((resolve, reject) => {
      let isOver = false
      const end = (settle: () => void) => {
        if (!isOver) settle()
        isOver = true
      }
      signal.addEventListener('abort', () => end(() => reject(new DOMException('aborted', 'AbortError'))))
      this.asked.push({
        file,
        name,
        options,
        signal,
        finish: () => end(() => resolve(this.#picture(options.into))),
        fail: (message) => end(() => reject(new ImageError(message))),
      })
    })
  }

  draw(): Promise<Blob> {
    return Promise.resolve(new Blob(['chart']))
  }

  get last(): Asked {
    const asked = this.asked.at(-1)
    if (asked === undefined) throw new Error('nothing was to be decoded')
    return asked
  }

  /** All shared memory that was needed, in bytes. */
  shared = 0

  #picture(into?: ArrayBufferLike): DecodedPicture {
    this.openPreviews += 1
    if (into === undefined) this.shared += 4 * 72
    const preview = { width: 6, height: 4, close: () => (this.openPreviews -= 1) }
    return {
      shape: [1, 3, 4, 6],
      data: new Float32Array(into ?? new SharedArrayBuffer(4 * 72)),
      preview,
      width: 6,
      height: 4,
      note: '',
    }
  }
}
