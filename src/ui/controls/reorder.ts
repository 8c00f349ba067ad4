import type { Attachment } from 'svelte/attachments'
import type { Reorder } from './drag.ts'

/**
 * Dragging to another place of a list. Where it would go is marked on the neighbour by `data-drop="before"` or `"after"`; Escape
 * lets it go where it was. A finger has to rest first, so that lists scroll; `data-dragging` tells when it has. Near its
 * edges the list scrolls by itself. The code comes with the pointer.
 */
export function reorder(thing: Reorder): Attachment<HTMLElement> {
  return (element) => {
    let stop: (() => void) | undefined
    const load = () => import('./drag.ts')

    async function down(event: PointerEvent) {
      if (event.button !== 0) return
      const gone = new AbortController()
      for (const type of ['pointerup', 'pointercancel'])
        window.addEventListener(type, () => gone.abort(), { capture: true, signal: gone.signal })
      const { drag } = await load()
      if (gone.signal.aborted) return
      gone.abort()
      stop = drag(element, thing, event)
    }

    // A finger's touch that began before this was listened to would scroll.
    const noScroll = (event: TouchEvent) => {
      if (element.dataset['dragging'] !== undefined) event.preventDefault()
    }

    const over = new AbortController()
    const { signal } = over
    element.addEventListener('pointerenter', () => void load(), { once: true, signal })
    element.addEventListener('pointerdown', (event) => void down(event), { signal })
    element.addEventListener('touchmove', noScroll, { passive: false, signal })
    return () => {
      over.abort()
      stop?.()
    }
  }
}
