import type { Attachment } from 'svelte/attachments'

interface Scrub {
  /** The value when a drag begins; null forbids it. */
  readonly start: () => number | null
  /** The drag has come to a value; `drag` is the same throughout one drag. */
  readonly change: (value: number, drag: symbol) => void
  readonly end: () => void
}

const ENDS = ['pointerup', 'pointercancel'] as const

/** Pixels that still count as a click. */
const SLACK = 4

/** A horizontal drag changes a number: 0.01 a pixel, 0.1 with Shift, 0.001 with Alt. Results are multiples of that. */
export function scrub({ start, change, end }: Scrub): Attachment<HTMLElement> {
  return (element) => {
    let drag: {
      readonly id: number
      readonly x: number
      readonly from: number
      readonly key: symbol
      moved: boolean
    } | null = null

    function down(event: PointerEvent) {
      const from = event.button === 0 ? start() : null
      if (from === null) return
      drag = { id: event.pointerId, x: event.clientX, from, key: Symbol('drag'), moved: false }
      // on the whole window: a quick pointer leaves a small cell before its first move is told
      window.addEventListener('pointermove', move)
      for (const type of ENDS) window.addEventListener(type, up)
    }

    function move(event: PointerEvent) {
      if (drag?.id !== event.pointerId) return
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
      window.removeEventListener('pointermove', move)
      for (const type of ENDS) window.removeEventListener(type, up)
    }

    element.addEventListener('pointerdown', down)
    return () => {
      up()
      element.removeEventListener('pointerdown', down)
    }
  }
}
