import type { Tensor } from '../../core/tensor.ts'

/** Buffers that wait to be filled again, at most: one takes the next picture while a run still reads the other. */
const KEPT = 2

/**
 * Shared memory of pictures that are shown no longer, which the next ones are decoded into. Browsers do not count shared
 * memory as something that collecting garbage would give back: what is dropped stays for a long time.
 */
export class PictureBuffers {
  #retired: readonly Tensor[] = []
  readonly #isUsed: (picture: Tensor) => boolean

  /** @param isUsed whether something still reads a picture's values */
  constructor(isUsed: (picture: Tensor) => boolean) {
    this.#isUsed = isUsed
  }

  /** A picture is shown no longer. */
  retire(picture: Tensor): void {
    if (picture.data.buffer instanceof ArrayBuffer) return
    this.#retired = [...this.#retired, picture].slice(-KEPT)
  }

  /** Memory to decode into; undefined where there is none that nobody reads. */
  take(): ArrayBufferLike | undefined {
    const free = this.#retired.find((picture) => !this.#isUsed(picture))
    this.#retired = this.#retired.filter((picture) => picture !== free)
    return free?.data.buffer
  }
}
