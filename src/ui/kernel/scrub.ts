import type { Attachment } from 'svelte/attachments'

interface Scrub {
  /** The value when a drag begins; null forbids it. */
  readonly start: () => number | null
  /** The drag has come to a value; `drag` is the same throughout one drag. */
  readonly change: (value: number, drag: symbol) => void
  readonly end: () => void
}

/** Pixels that still count as a click. */
const SLACK = 4

/** A horizontal drag changes a number: 0.01 a pixel, 0.1 with Shift, 0.001 with Alt. Results are multiples of that. */
export function scrub({ start, change, end }: Scrub): Attachment<HTMLElement> {
  return (element) => {
    let drag: { readonly x: number; readonly from: number; readonly key: symbol; moved: boolean } | null =
      null

    function down(event: PointerEvent) {
      const from = event.button === 0 ? start() : null
      if (from !== null) drag = { x: event.clientX, from, key: Symbol('drag'), moved: false }
    }

    function move(event: PointerEvent) {
      if (drag === null) return
      const pixels = event.clientX - drag.x
      if (!drag.moved && Math.abs(pixels) < SLACK) return
      if (!drag.moved) element.setPointerCapture(event.pointerId)
      drag.moved = true
      const perPixel = event.shiftKey ? 10 : event.altKey ? 1000 : 100
      change(Math.round(drag.from * perPixel + pixels) / perPixel, drag.key)
    }

    function up() {
      if (drag?.moved === true) end()
      drag = null
    }

    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', move)
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'])
      element.addEventListener(type, up)
    return () => {
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', move)
      for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'])
        element.removeEventListener(type, up)
    }
  }
}
