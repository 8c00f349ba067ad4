import type { Attachment } from 'svelte/attachments'

/** What pointers do to a stage; lengths in CSS pixels, places from its corner. */
export interface StagePointers {
  /** The map goes with the pointer. */
  readonly onmove: (right: number, down: number) => void
  /** Zoom by a factor about a place. */
  readonly onzoom: (factor: number, x: number, y: number) => void
  /** The place is pointed at. */
  readonly onpoint: (x: number, y: number) => void
}

interface Place {
  readonly x: number
  readonly y: number
}

/** Drag with one pointer, pinch with two, zoom by the wheel. `handlers` is asked anew for every event. */
export function stagePointers(handlers: () => StagePointers): Attachment<HTMLElement> {
  return (node) => {
    const down = new Map<number, Place>()
    const place = (event: MouseEvent): Place => {
      const box = node.getBoundingClientRect()
      return { x: event.clientX - box.left, y: event.clientY - box.top }
    }

    function press(event: PointerEvent) {
      const isControl = event.target instanceof Element && event.target.closest('button, [role="slider"]')
      if (event.button !== 0 || isControl) return
      node.setPointerCapture(event.pointerId)
      down.set(event.pointerId, place(event))
      if (event.pointerType !== 'mouse') handlers().onpoint(place(event).x, place(event).y)
    }

    function move(event: PointerEvent) {
      const [from, to] = [down.get(event.pointerId), place(event)]
      const { onmove, onpoint } = handlers()
      if (from === undefined) {
        if (event.buttons === 0) onpoint(to.x, to.y)
        return
      }
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1]
      down.set(event.pointerId, to)
      if (other === undefined) onmove(from.x - to.x, from.y - to.y)
      else {
        // two fingers: the place between them stays under them
        onmove((from.x - to.x) / 2, (from.y - to.y) / 2)
        const before = Math.hypot(from.x - other.x, from.y - other.y)
        const after = Math.hypot(to.x - other.x, to.y - other.y)
        if (before > 8) handlers().onzoom(after / before, (to.x + other.x) / 2, (to.y + other.y) / 2)
      }
    }

    function release(event: PointerEvent) {
      down.delete(event.pointerId)
    }

    function wheel(event: WheelEvent) {
      event.preventDefault()
      const { x, y } = place(event)
      handlers().onzoom(Math.exp(-event.deltaY / 400), x, y)
    }

    const listening = new AbortController()
    const { signal } = listening
    node.addEventListener('pointerdown', press, { signal })
    node.addEventListener('pointermove', move, { signal })
    node.addEventListener('pointerup', release, { signal })
    node.addEventListener('pointercancel', release, { signal })
    node.addEventListener('wheel', wheel, { signal, passive: false })
    return () => listening.abort()
  }
}
