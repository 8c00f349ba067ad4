import { EdgeScroll } from './edge-scroll.ts'

/** A list whose things are dragged to another place, and the one thing of it that this is. */
export interface Reorder {
  /** Position of the dragged thing. */
  readonly at: number
  readonly axis: 'x' | 'y'
  /** Finds the things of the list: elements with their position in `data-at`. */
  readonly list: string
  /** Dropped into the gap before this position, counted with itself still in its place. */
  readonly ondrop: (gap: number) => void
  /** The drag begins or ends: a list that takes away what is out of sight keeps what is dragged. */
  readonly ondrag?: (isDragged: boolean) => void
}

/** Pixels that still count as a click. */
const SLACK = 6
/** How long a finger rests before it drags rather than scrolls, in ms. */
const HOLD = 300

/**
 * Follow a pointer that is pressed on a thing of a list until it is dropped or let go.
 * @param down the press
 * @returns what lets the thing go where it was
 */
export function drag(
  element: HTMLElement,
  { at, axis, list, ondrop, ondrag }: Reorder,
  down: PointerEvent,
): () => void {
  let resting = 0
  let gap: number | null = null
  /** The pointer along the axis. */
  let place = axis === 'x' ? down.clientX : down.clientY
  let scroll: EdgeScroll | null = null

  /** Followed on the whole window: a quick pointer leaves a low row before its first move is told. */
  const FOLLOWED = [
    ['pointermove', move],
    ['pointerup', up],
    ['pointercancel', stop],
  ] as const

  function others(): HTMLElement[] {
    return [...(element.closest(list)?.querySelectorAll<HTMLElement>('[data-at]') ?? [])]
  }

  function mark(target: HTMLElement | null, side: 'before' | 'after') {
    for (const other of others()) delete other.dataset['drop']
    if (target !== null) target.dataset['drop'] = side
  }

  function stop() {
    mark(null, 'before')
    gap = null
    window.clearTimeout(resting)
    scroll?.stop()
    scroll?.scroller?.removeEventListener('scroll', aim)
    scroll = null
    if (element.dataset['dragging'] !== undefined) ondrag?.(false)
    delete element.dataset['dragging']
    window.removeEventListener('keydown', cancel, true)
    for (const [type, listener] of FOLLOWED) window.removeEventListener(type, listener)
  }

  function cancel(event: KeyboardEvent) {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    stop()
  }

  function lift(id: number) {
    element.setPointerCapture(id)
    element.dataset['dragging'] = ''
    ondrag?.(true)
    window.addEventListener('keydown', cancel, true)
    scroll = new EdgeScroll(element.closest<HTMLElement>(list) ?? element, axis)
    scroll.scroller?.addEventListener('scroll', aim)
    scroll.at(place)
  }

  function move(event: PointerEvent) {
    if (event.pointerId !== down.pointerId) return
    if (element.dataset['dragging'] === undefined) {
      if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < SLACK) return
      if (event.pointerType === 'touch') {
        stop()
        return
      }
      lift(down.pointerId)
    }
    place = axis === 'x' ? event.clientX : event.clientY
    scroll?.at(place)
    aim()
  }

  /** Find the gap under the pointer; beyond the list's edge, the outermost that is seen. */
  function aim() {
    const { start, end } = scroll?.seen ?? { start: -Infinity, end: Infinity }
    const inside = Math.max(start, Math.min(end, place))
    const middle = (other: HTMLElement) => {
      const box = other.getBoundingClientRect()
      return axis === 'x' ? box.left + box.width / 2 : box.top + box.height / 2
    }
    const all = others()
    const next = all.find((other) => middle(other) > inside) ?? null
    gap = next === null ? Number(all.at(-1)?.dataset['at']) + 1 : Number(next.dataset['at'])
    mark(next ?? all.at(-1) ?? null, next === null ? 'after' : 'before')
  }

  function up() {
    // the list may have scrolled since the pointer moved
    if (gap !== null) aim()
    const target = element.dataset['dragging'] === undefined ? null : gap
    if (target !== null) element.addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => element.removeEventListener('click', swallow, true))
    stop()
    if (target !== null && target !== at && target !== at + 1) ondrop(target)
  }

  /** The click that ends a drag selects nothing. */
  function swallow(event: MouseEvent) {
    event.stopPropagation()
  }

  if (down.pointerType === 'touch') resting = window.setTimeout(() => lift(down.pointerId), HOLD)
  for (const [type, listener] of FOLLOWED) window.addEventListener(type, listener)
  return stop
}
