/** How near to an edge a pointer scrolls, in pixels; at most a quarter of a short list. */
const ZONE = 48
/** Speed at the edge and beyond it, in lengths of what is seen a second. */
const FASTEST = 1.5
/** A frame that comes late scrolls no further than one of so many seconds. */
const LONGEST = 0.05

/** A stretch of the screen along an axis, in pixels. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/**
 * How fast a list scrolls under a pointer at `place`, in pixels a second, back if negative: not at all in the middle of
 * what is seen, from near its edge on faster and faster, and at one speed beyond it.
 */
export function edgeSpeed(place: number, { start, end }: Stretch): number {
  const zone = Math.min(ZONE, (end - start) / 4)
  if (zone <= 0) return 0
  const depth = (inside: number) => Math.max(0, Math.min(1, 1 - inside / zone))
  return FASTEST * (end - start) * (depth(end - place) ** 2 - depth(place - start) ** 2)
}

/** Scrolls a list while a pointer that drags is near its edge, until its end is seen. */
export class EdgeScroll {
  readonly #list: HTMLElement
  readonly #axis: 'x' | 'y'
  #frame = 0
  #place = 0
  #last = 0
  /** Parts of a pixel that are still to be scrolled. */
  #rest = 0

  /** What scrolls: the list, or what it lies in; null where all of it is seen. */
  readonly scroller: HTMLElement | null

  constructor(list: HTMLElement, axis: 'x' | 'y') {
    this.#list = list
    this.#axis = axis
    this.scroller = scrollerOf(list, axis)
  }

  /** Where the list is seen: not below what covers an edge, such as a sticky head, which the scroll-padding tells. */
  get seen(): Stretch {
    if (this.scroller === null) return { start: -Infinity, end: Infinity }
    const { start, end } = stretch(this.scroller, this.#axis)
    const style = getComputedStyle(this.scroller)
    const [before, after] =
      this.#axis === 'x'
        ? [style.scrollPaddingLeft, style.scrollPaddingRight]
        : [style.scrollPaddingTop, style.scrollPaddingBottom]
    return { start: start + pixels(before), end: end - pixels(after) }
  }

  /** The pointer is here. */
  at(place: number): void {
    this.#place = place
    if (this.#frame !== 0 || this.#speed() === 0) return
    this.#last = performance.now()
    this.#ask()
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#rest = 0
  }

  #ask(): void {
    this.#frame = requestAnimationFrame((now) => this.#step(now))
  }

  #step(now: number): void {
    const speed = this.#speed()
    if (speed === 0) {
      this.stop()
      return
    }
    this.#rest += speed * Math.max(0, Math.min(LONGEST, (now - this.#last) / 1000))
    this.#last = now
    const whole = Math.trunc(this.#rest)
    this.#rest -= whole
    this.scroller?.scrollBy({ [this.#axis === 'x' ? 'left' : 'top']: whole, behavior: 'instant' })
    this.#ask()
  }

  /** 0 too where there is no more of the list. */
  #speed(): number {
    const { scroller, seen } = this
    if (scroller === null) return 0
    const speed = edgeSpeed(this.#place, seen)
    const isMore = speed > 0 ? this.#after(scroller, seen) >= 1 : this.#before(scroller, seen) >= 1
    return isMore ? speed : 0
  }

  /** Pixels of the list that lie before what is seen of it. */
  #before(scroller: HTMLElement, seen: Stretch): number {
    const scrolled = this.#axis === 'x' ? scroller.scrollLeft : scroller.scrollTop
    if (scroller === this.#list) return scrolled
    return Math.min(scrolled, seen.start - stretch(this.#list, this.#axis).start)
  }

  /** Pixels of the list that lie behind what is seen of it. */
  #after(scroller: HTMLElement, seen: Stretch): number {
    const left =
      this.#axis === 'x'
        ? scroller.scrollWidth - scroller.clientWidth - scroller.scrollLeft
        : scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop
    if (scroller === this.#list) return left
    return Math.min(left, stretch(this.#list, this.#axis).end - seen.end)
  }
}

function stretch(element: HTMLElement, axis: 'x' | 'y'): Stretch {
  const { left, right, top, bottom } = element.getBoundingClientRect()
  return axis === 'x' ? { start: left, end: right } : { start: top, end: bottom }
}

/** The list, or the innermost thing around it, that scrolls along an axis. */
function scrollerOf(list: HTMLElement, axis: 'x' | 'y'): HTMLElement | null {
  for (let each: HTMLElement | null = list; each !== null; each = each.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(each)
    const isLonger =
      axis === 'x' ? each.scrollWidth > each.clientWidth : each.scrollHeight > each.clientHeight
    if (isLonger && ['auto', 'scroll'].includes(axis === 'x' ? overflowX : overflowY)) return each
  }
  return null
}

/** A length in pixels; 0 of `auto`. */
function pixels(length: string): number {
  return Number.parseFloat(length) || 0
}
