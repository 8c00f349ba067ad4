import type { InputSettings } from '../core/layers.ts'
import type { Tensor } from '../core/tensor.ts'
import type { Decoder } from './decoder.ts'
import type { FilterbankDocument, Photo } from './document.svelte.ts'

/** The photo as the engine sees it, at its working size. */
export interface Picture {
  readonly photo: Photo
  readonly input: InputSettings
  readonly resolution: number
  /** (1, 3, H, W); always the same object for the same picture. */
  readonly tensor: Tensor
  /** The working picture in colour, over its matte. */
  readonly preview: ImageBitmap
  /** What was lost in decoding, '' when nothing was. */
  readonly note: string
}

type Key = Pick<Picture, 'photo' | 'input' | 'resolution'>

/**
 * Decodes photos: `open` tries a new one, and the document's own is decoded again whenever its settings change or undo
 * brings another back. The newest wins; a failure leaves the last good picture.
 * Construct it where effects may be made.
 */
export class PictureLoader {
  #picture = $state.raw<Picture | null>(null)
  #live = $state.raw<Picture | null>(null)
  #failed = $state.raw<Key | null>(null)
  #error = $state<string | null>(null)
  #opening = $state<string | null>(null)
  #abort: AbortController | null = null
  /** What is being decoded for the document, unless something else was begun since. */
  #following: Key | null = null
  #work: Promise<void> = Promise.resolve()
  readonly #decoder: Decoder
  readonly #document: () => FilterbankDocument

  constructor(decoder: Decoder, document: () => FilterbankDocument) {
    this.#decoder = decoder
    this.#document = document
    $effect(() => {
      const wanted = this.#wanted
      if (wanted !== null && this.#opening === null) this.#follow(wanted)
    })
  }

  /** What the document asks for and neither is there nor failed. */
  readonly #wanted: Key | null = $derived.by(() => {
    const { photo, input, resolution } = this.#document()
    if (photo === null) return null
    const key = { photo, input, resolution }
    return same(key, this.#picture) || same(key, this.#failed) ? null : key
  })

  /** The last good picture; null while the document has no photo. */
  readonly current: Picture | null = $derived.by(() => {
    if (this.#live !== null) return this.#live
    return this.#document().photo === null ? null : this.#picture
  })
  /** Whether a newer picture is on its way. */
  readonly pending: boolean = $derived.by(
    () => this.#opening !== null || (this.#live === null && this.#wanted !== null),
  )

  /** The camera's newest frame, which stands before the document's photo and is part of no history; or null. */
  get live(): Picture | null {
    return this.#live
  }

  showLive(picture: Picture | null): void {
    this.#live = picture
  }

  /** Name of the file that is being opened, or null. */
  get opening(): string | null {
    return this.#opening
  }

  /** Why the last file could not be opened, until dismissed or another one opens. */
  get error(): string | null {
    return this.#error
  }

  dismissError(): void {
    this.#error = null
  }

  /** Show a failure that came before decoding, such as a drop without a picture. */
  fail(message: string): void {
    this.#error = message
  }

  /**
   * Decode a file with the document's settings and hand its photo to `accept`, which puts it into the document at once.
   * A failure is told by `error`; nothing happens when a newer file was opened meanwhile.
   */
  async open(name: string, read: () => Promise<Blob>, accept: (photo: Photo) => void): Promise<void> {
    const abort = this.#start()
    this.#opening = name
    this.#error = null
    try {
      const file = await read()
      abort.signal.throwIfAborted()
      const { input, resolution } = this.#document()
      const picture = await this.#decode({ file, name, input, resolution }, abort.signal)
      this.#replace(picture)
      accept(picture.photo)
    } catch (error) {
      if (!abort.signal.aborted) this.#error = messageOf(error)
    } finally {
      if (this.#abort === abort) this.#opening = null
    }
  }

  /** Resolves when no picture is on its way. */
  async settled(): Promise<void> {
    while (this.pending) {
      if (this.#wanted !== null && this.#opening === null) this.#follow(this.#wanted)
      await this.#work
      await new Promise((resolve) => setTimeout(resolve))
    }
  }

  #follow(key: Key): void {
    if (same(key, this.#following)) return
    const abort = this.#start()
    this.#following = key
    const { photo, input, resolution } = key
    this.#work = this.#decode({ file: photo.file, name: photo.name, input, resolution, photo }, abort.signal)
      .then((picture) => this.#replace(picture))
      .catch((error: unknown) => {
        if (abort.signal.aborted) return
        this.#failed = key
        this.#error = messageOf(error)
      })
      .finally(() => {
        if (this.#abort === abort) this.#following = null
      })
  }

  #start(): AbortController {
    this.#abort?.abort()
    this.#following = null
    this.#abort = new AbortController()
    return this.#abort
  }

  async #decode(
    of: { file: Blob; name: string; input: InputSettings; resolution: number; photo?: Photo },
    signal: AbortSignal,
  ): Promise<Picture> {
    const { file, name, input, resolution } = of
    const decoded = await this.#decoder.decode(file, name, { input, longSide: resolution }, signal)
    signal.throwIfAborted()
    const { shape, data, preview, width, height, note } = decoded
    const photo = of.photo ?? { file, name, width, height }
    return { photo, input, resolution, tensor: { shape, data }, preview, note }
  }

  #replace(picture: Picture): void {
    this.#picture = picture
    this.#failed = null
  }
}

function same(a: Key, b: Key | null): boolean {
  return b !== null && a.photo === b.photo && a.input === b.input && a.resolution === b.resolution
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
