import type { InputSettings } from '../../core/layers/layer.ts'
import type { Tensor } from '../../core/tensor.ts'
import type { Decoder } from './decoder.ts'
import type { FilterbankDocument, Photo } from '../document/document.ts'
import { ownBytes } from '../files/own-bytes.ts'
import { PictureBuffers } from './picture-buffers.ts'

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
type Failed = Key & { readonly why: string }

/**
 * Decodes photos: `open` tries a new one, and the document's own is decoded again whenever its settings change or undo
 * brings another back. The newest wins. A failure leaves the last good picture of that photo, never one of another photo.
 * Construct it where effects may be made.
 */
export class PictureLoader {
  #picture = $state.raw<Picture | null>(null)
  #live = $state.raw<Picture | null>(null)
  #failed = $state.raw<Failed | null>(null)
  /** The failure whose message was read. */
  #dismissed = $state.raw<Failed | null>(null)
  /** Why the last file that was to be opened was not. */
  #unopened = $state<string | null>(null)
  #opening = $state<string | null>(null)
  #abort: AbortController | null = null
  /** What is being decoded for the document, unless something else was begun since. */
  #following: Key | null = null
  #work: Promise<void> = Promise.resolve()
  readonly #decoder: Decoder
  readonly #document: () => FilterbankDocument
  /** Memory for pictures to come. */
  readonly buffers: PictureBuffers

  /** @param isUsed whether something else than the screen still reads a picture's values */
  constructor(
    decoder: Decoder,
    document: () => FilterbankDocument,
    isUsed: (picture: Tensor) => boolean = () => false,
  ) {
    this.buffers = new PictureBuffers(isUsed)
    this.#decoder = decoder
    this.#document = document
    $effect(() => {
      const wanted = this.#wanted
      if (this.#failure === null) this.#failed = null // left behind: it is tried again when it comes back
      if (wanted !== null && this.#opening === null) this.#follow(wanted)
    })
  }

  /** The document's photo and how it is to be decoded, or null. */
  readonly #key: Key | null = $derived.by(() => {
    const { photo, input, resolution } = this.#document()
    return photo && { photo, input, resolution }
  })
  /** Why the document's photo could not be decoded as it is to be, or null. */
  readonly #failure: Failed | null = $derived.by(() => {
    const [key, failed] = [this.#key, this.#failed]
    return key !== null && same(key, failed) ? failed : null
  })
  /** What the document asks for and neither is there nor failed. */
  readonly #wanted: Key | null = $derived.by(() => {
    const key = this.#key
    return key === null || same(key, this.#picture) || this.#failure !== null ? null : key
  })

  /**
   * The last good picture, which stays while a newer one is on its way; null while the document has no photo, or one that
   * cannot be decoded.
   */
  readonly current: Picture | null = $derived.by(() => {
    if (this.#live !== null) return this.#live
    const [key, picture] = [this.#key, this.#picture]
    if (key === null || (picture?.photo !== key.photo && this.#failure !== null)) return null
    return picture
  })
  /** Whether a newer picture is on its way. */
  readonly pending: boolean = $derived.by(
    () => this.#opening !== null || (this.#live === null && this.#wanted !== null),
  )
  /** Why the document's photo has no picture at all, or null. */
  readonly missing: string | null = $derived.by(() =>
    this.current === null && this.#failure !== null ? this.#failure.why : null,
  )
  /** Why a file could not be opened, or the document's photo not be shown as it is to be; null once it was read. */
  readonly error: string | null = $derived.by(() => {
    const failure = this.#failure === this.#dismissed ? null : this.#failure
    return this.#unopened ?? this.missing ?? failure?.why ?? null
  })

  /** The camera's newest frame, which stands before the document's photo and is part of no history; or null. */
  get live(): Picture | null {
    return this.#live
  }

  showLive(picture: Picture | null): void {
    const before = this.#live
    this.#live = picture
    this.#giveBack(before)
  }

  /** Name of the file that is being opened, or null. */
  get opening(): string | null {
    return this.#opening
  }

  /** The message was read; one that says why there is no picture stays. */
  dismissError(): void {
    if (this.#unopened === null) this.#dismissed = this.#failure
    this.#unopened = null
  }

  /** Show a failure that came before decoding, such as a drop without a picture. */
  fail(message: string): void {
    this.#unopened = message
  }

  /**
   * Decode a file with the document's settings and hand its photo to `accept`, which puts it into the document at once.
   * A failure is told by `error`; nothing happens when a newer file was opened meanwhile. Returns whether it is open.
   */
  async open(name: string, read: () => Promise<Blob>, accept: (photo: Photo) => void): Promise<boolean> {
    const abort = this.#start()
    this.#opening = name
    this.#unopened = null
    try {
      const file = await ownBytes(await read(), name)
      abort.signal.throwIfAborted()
      const { input, resolution } = this.#document()
      const picture = await this.#decode({ file, name, input, resolution }, abort.signal)
      this.#replace(picture)
      accept(picture.photo)
      return true
    } catch (error) {
      if (!abort.signal.aborted) this.#unopened = messageOf(error)
      return false
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
        if (!abort.signal.aborted) this.#failed = { ...key, why: messageOf(error) }
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
    const options = { input, longSide: resolution, into: this.buffers.take() }
    const decoded = await this.#decoder.decode(file, name, options, signal)
    const { shape, data, preview, width, height, note } = decoded
    const photo = of.photo ?? { file, name, width, height }
    const picture = { photo, input, resolution, tensor: { shape, data }, preview, note }
    if (signal.aborted) this.#giveBack(picture)
    signal.throwIfAborted()
    return picture
  }

  #replace(picture: Picture): void {
    const before = this.#picture
    this.#picture = picture
    this.#failed = null
    this.#dismissed = null
    this.#giveBack(before)
  }

  /** At once: what a picture takes lies outside the memory that the browser would tidy up by itself. */
  #giveBack(picture: Picture | null): void {
    picture?.preview.close()
    if (picture !== null) this.buffers.retire(picture.tensor)
  }
}

function same(a: Key, b: Key | null): boolean {
  return b !== null && a.photo === b.photo && a.input === b.input && a.resolution === b.resolution
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
