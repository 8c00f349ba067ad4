import type { Attachment } from 'svelte/attachments'
import type { StepRun } from '../controls/step-run.ts'

interface Scrub {
  /** The gestures of the number. */
  readonly run: StepRun<number>
  /** The value when a drag begins; null forbids it. */
  readonly start: () => number | null
  /** The drag has come to a value. */
  readonly change: (value: number) => void
  /** Escape: back to where the drag began. */
  readonly takeBack: () => void
  /** Up and down too: else a finger that goes up or down scrolls. */
  readonly upright: () => boolean
}

const ENDS = ['pointerup', 'pointercancel'] as const

/** Pixels that still count as a click. */
const SLACK = 4

/**
 * A drag to the right, or up, changes a number: 0.01 a pixel, 0.1 with Shift, 0.001 with Alt. Results are multiples of that.
 * The direction in which it begins is that of the whole drag. Escape takes it back.
 */
export function scrub({ run, start, change, takeBack, upright }: Scrub): Attachment<HTMLElement> {
  return (element) => {
    let drag: {
      readonly id: number
      readonly x: number
      readonly y: number
      readonly from: number
      along: 'x' | 'y' | null
    } | null = null

    function down(event: PointerEvent) {
      const from = event.button === 0 ? start() : null
      if (from === null) return
      const { clientX: x, clientY: y } = event
      run.end()
      drag = { id: event.pointerId, x, y, from, along: null }
      // on the whole window: a quick pointer leaves a small cell before its first move is told
      window.addEventListener('pointermove', move)
      window.addEventListener('keydown', escape, true)
      for (const type of ENDS) window.addEventListener(type, release)
    }

    function move(event: PointerEvent) {
      if (drag?.id !== event.pointerId) return
      const [right, up] = [event.clientX - drag.x, upright() ? drag.y - event.clientY : 0]
      if (drag.along === null) {
        if (Math.max(Math.abs(right), Math.abs(up)) < SLACK) return
        element.setPointerCapture(event.pointerId)
        drag.along = Math.abs(up) > Math.abs(right) ? 'y' : 'x'
      }
      const pixels = drag.along === 'x' ? right : up
      const perPixel = event.shiftKey ? 10 : event.altKey ? 1000 : 100
      change(Math.round(drag.from * perPixel + pixels) / perPixel)
    }

    function escape(event: KeyboardEvent) {
      if (event.key !== 'Escape' || drag?.along === null) return
      event.preventDefault()
      event.stopPropagation()
      takeBack()
      release()
    }

    function release() {
      if (drag !== null && drag.along !== null) run.end()
      drag = null
      window.removeEventListener('pointermove', move)
      window.removeEventListener('keydown', escape, true)
      for (const type of ENDS) window.removeEventListener(type, release)
    }

    element.addEventListener('pointerdown', down)
    return () => {
      release()
      element.removeEventListener('pointerdown', down)
    }
  }
}
