import { untrack } from 'svelte'
import * as Comlink from 'comlink'
import { withoutCrop } from '../../core/image/crop.ts'
import type { DecodedPicture } from '../../../workers/decode/api.ts'
import { canvasFile, hiddenCanvas } from '../canvas.ts'
import type { FilterbankDocument } from '../document/document.ts'
import { startDecoding, type DecodeHost } from './decode-host.ts'
import type { Picture, PictureLoader } from './picture.svelte.ts'

/** Where the camera's frames go. */
export interface CameraScreen {
  /** Its input settings and resolution are those of the frames, but for the crop, which is of its photo. */
  readonly document: FilterbankDocument
  readonly pictures: PictureLoader
  /** Resolves when the maps of the newest frame are painted. */
  readonly runner: { settled(): Promise<unknown> }
  openFile(file: Blob, name: string): Promise<boolean>
}

/** Weight of the newest frame in the rate that is shown. */
const NEWEST = 0.15

/**
 * The camera as the picture: frame after frame, each as soon as the maps of the one before are painted; it is taken and
 * decoded while those are computed. Frames are part of
 * no history; `keep` makes one the photo. Use it from an effect: `start()` returns what ends it.
 */
export class Camera {
  #error = $state<string | null>(null)
  #rate = $state(0)
  #size = $state.raw<{ readonly width: number; readonly height: number } | null>(null)
  readonly #screen: CameraScreen
  readonly #video = document.createElement('video')
  #stopped = false

  constructor(screen: CameraScreen) {
    this.#screen = screen
  }

  /** Why there is no picture, in plain words, or null. */
  get error(): string | null {
    return this.#error
  }

  /** Frames a second, of the maps; 0 before the second one. */
  get rate(): number {
    return this.#rate
  }

  /** Size of the camera's frames. */
  get size(): { readonly width: number; readonly height: number } | null {
    return this.#size
  }

  /** Begin. Returns what ends it and gives camera and worker back. */
  start(): () => void {
    const host = startDecoding('camera')
    void this.#run(host)
    return () => {
      this.#stopped = true
      const stream = this.#video.srcObject
      if (stream instanceof MediaStream) for (const track of stream.getTracks()) track.stop()
      this.#video.srcObject = null
      host.then(
        ({ end }) => end(),
        () => undefined, // told as why there is no picture
      )
      untrack(() => this.#screen.pictures.showLive(null))
    }
  }

  /** Make the frame of this moment the photo, as an undoable step. */
  async keep(): Promise<void> {
    const bitmap = await createImageBitmap(this.#video)
    const { canvas, context } = hiddenCanvas(bitmap.width, bitmap.height)
    context?.drawImage(bitmap, 0, 0)
    bitmap.close()
    const file = await canvasFile(canvas, 'image/png')
    await this.#screen.openFile(file, 'Camera.png')
  }

  #hasEnded(): boolean {
    return this.#stopped
  }

  /** The frame of this moment, decoded. */
  async #take(decode: DecodeHost['remote']): Promise<Picture> {
    const bitmap = await createImageBitmap(this.#video)
    this.#size = { width: bitmap.width, height: bitmap.height }
    const { document, pictures } = this.#screen
    const { input, resolution } = document
    const options = { input: withoutCrop(input), longSide: resolution, into: pictures.buffers.take() }
    const decoded: DecodedPicture = await decode.frame(Comlink.transfer(bitmap, [bitmap]), options)
    const { shape, data, preview, width, height, note } = decoded
    const photo = { file: new Blob(), name: 'Camera', width, height }
    return { photo, input, resolution, tensor: { shape, data }, preview, note }
  }

  async #run(host: Promise<DecodeHost>): Promise<void> {
    try {
      const { remote: decode } = await host
      const stream = await open()
      if (this.#hasEnded()) {
        for (const track of stream.getTracks()) track.stop()
        return
      }
      this.#video.srcObject = stream
      this.#video.muted = true
      await this.#video.play()
      const { pictures, runner } = this.#screen
      let last: number | null = null
      for (let taken = this.#take(decode); !this.#hasEnded();) {
        const picture = await taken
        if (this.#hasEnded()) return
        pictures.showLive(picture)
        taken = this.#take(decode)
        taken.catch(() => undefined) // told when its turn comes
        const shown = new Promise((resolve) => requestAnimationFrame(resolve))
        await runner.settled().catch(() => undefined) // the maps say what failed; the camera goes on
        await shown
        const now = performance.now()
        if (last !== null) {
          const rate = 1000 / (now - last)
          this.#rate = this.#rate === 0 ? rate : this.#rate + NEWEST * (rate - this.#rate)
        }
        last = now
      }
    } catch (error) {
      if (!this.#hasEnded()) this.#error = reasonOf(error)
    }
  }
}

async function open(): Promise<MediaStream> {
  // not there on pages that are not served securely
  if (!self.isSecureContext) throw new DOMException('no secure context', 'SecurityError')
  return await navigator.mediaDevices.getUserMedia({
    video: { width: { ideal: 1280 }, facingMode: 'environment' },
    audio: false,
  })
}

const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError:
    'The browser does not let this page use the camera. Allow it beside the address and try again.',
  NotFoundError: 'There is no camera on this device.',
  NotReadableError: 'The camera is in use by another program, or did not start.',
  SecurityError: 'The camera works only on pages that are served securely (https).',
}

function reasonOf(error: unknown): string {
  if (error instanceof DOMException)
    return REASONS[error.name] ?? `The camera did not start: ${error.message}`
  return error instanceof Error ? error.message : String(error)
}
