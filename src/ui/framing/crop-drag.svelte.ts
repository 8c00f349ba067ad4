import { between, moved, resized, type Grip } from '../../core/image/crop-shapes.ts'
import { sameValues } from '../../core/layers/same-values.ts'
import type { PicturePart } from '../../core/picture-part.ts'

/** What a drag is of. */
interface Dragged {
  /** Edges, all of the frame, or another one that is drawn. */
  readonly grip: Grip | 'move' | 'draw'
  /** The frame when it began. */
  readonly from: PicturePart
  readonly photo: { readonly width: number; readonly height: number }
  readonly ratio: number | null
  /** CSS pixels of a pixel of the photo. */
  readonly scale: number
  /** Takes the frame that it ends with, where that is another one. */
  readonly done: (crop: PicturePart) => void
}

/** CSS pixels below which a press is no drag. */
const SLACK = 3

/** A drag of a crop's frame by one pointer. It changes nothing before it ends, and Escape ends it with nothing changed. */
export class CropDrag {
  #crop = $state.raw<PicturePart | null>(null)
  #abort: AbortController | null = null

  /** The frame of the moment; null while none is dragged. */
  get crop(): PicturePart | null {
    return this.#crop
  }

  /** Begin with a pointer that is down. */
  start(event: PointerEvent & { currentTarget: EventTarget | null }, dragged: Dragged): void {
    const target = event.currentTarget
    if (!(target instanceof HTMLElement) || this.#abort !== null) return
    const abort = new AbortController()
    const { signal } = abort
    const { pointerId, clientX, clientY } = event
    const corner = target.getBoundingClientRect()
    const { grip, from, photo, ratio, scale, done } = dragged
    const at = ({ clientX: x, clientY: y }: PointerEvent) =>
      [(x - corner.left) / scale, (y - corner.top) / scale] as const
    const first = at(event)
    const ofThis = (listener: (event: PointerEvent) => void) => (next: PointerEvent) => {
      if (next.pointerId === pointerId) listener(next)
    }
    const move = (next: PointerEvent) => {
      const [dx, dy] = [(next.clientX - clientX) / scale, (next.clientY - clientY) / scale]
      if (this.#crop === null && Math.hypot(dx, dy) * scale < SLACK) return
      this.#crop =
        grip === 'draw'
          ? between(first, at(next), photo, ratio)
          : grip === 'move'
            ? moved(from, dx, dy, photo)
            : resized(from, grip, [dx, dy], photo, ratio)
    }
    const up = () => {
      const crop = this.#crop
      this.#end()
      if (crop !== null && !sameValues(crop, from)) done(crop)
    }
    target.setPointerCapture(pointerId)
    this.#abort = abort
    target.addEventListener('pointermove', ofThis(move), { signal })
    target.addEventListener('pointerup', ofThis(up), { signal })
    target.addEventListener(
      'pointercancel',
      ofThis(() => this.#end()),
      { signal },
    )
  }

  /** Escape during a drag leaves the frame as it was. */
  key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.#abort === null) return
    event.preventDefault()
    event.stopPropagation()
    this.#end()
  }

  #end(): void {
    this.#abort?.abort()
    this.#abort = null
    this.#crop = null
  }
}
