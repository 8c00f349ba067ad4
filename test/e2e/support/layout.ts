import type { Page } from '@playwright/test'

/**
 * What on the page cannot be read or reached, in words; nothing on a page as it should be. Text is whole, or ends in an
 * ellipsis whose tooltip holds all of it; no text lies on another or on a control of something else; texts and controls are
 * inside the window, or a part that scrolls brings them there.
 */
export async function layoutFaults(page: Page): Promise<string[]> {
  return await page.evaluate(findFaults)
}

/** Runs in the page. */
function findFaults(): string[] {
  interface Box {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  }
  interface Piece {
    readonly element: Element
    readonly words: string
    readonly box: Box
  }
  const SLACK = 1.5
  /** Of a line of text its letters: what is above and below them may touch. */
  const LEADING = 0.18
  const CONTROLS =
    'button, a[href], input, select, textarea, [role="tab"], [role="slider"], [role="separator"][tabindex]'
  /** Rows of unknown length: layers, maps, lines of code. */
  const ROWS = 'ol, pre, [aria-label="Maps"]'
  const faults = new Set<string>()
  const name = (element: Element) => {
    const own =
      element.getAttribute('aria-label') ??
      element.getAttribute('title') ??
      (element.textContent.trim() || '')
    const region = element.closest('[aria-label]:is(section, nav, header, [role="tabpanel"], aside)')
    return `${element.tagName.toLowerCase()} “${own.replaceAll(/\s+/g, ' ').slice(0, 60)}” in ${region?.getAttribute('aria-label') ?? 'page'}`
  }

  /** Each asked of an element once: nothing changes meanwhile, and every element is asked by all that it holds. */
  function once<T>(find: (element: Element) => T): (element: Element) => T {
    const found = new Map<Element, T>()
    return (element) => {
      const before = found.get(element)
      if (before !== undefined) return before
      const value = find(element)
      found.set(element, value)
      return value
    }
  }
  const styleOf = once((element) => {
    const { position, transform, display, overflowX, overflowY, textOverflow, clipPath } =
      getComputedStyle(element)
    return { position, transform, display, overflowX, overflowY, textOverflow, clipPath }
  })
  /** What of an element is inside its borders. */
  const innerBoxOf = once((element) => {
    const { left, top } = element.getBoundingClientRect()
    return {
      left: left + element.clientLeft,
      top: top + element.clientTop,
      right: left + element.clientLeft + element.clientWidth,
      bottom: top + element.clientTop + element.clientHeight,
    }
  })
  /** The ancestors that can clip an element: absolute and fixed ones leave out those they are not laid out in. */
  const clippers = once((element) => {
    const list: Element[] = []
    let { position } = styleOf(element)
    for (let at = element.parentElement; at !== null && position !== 'fixed'; at = at.parentElement) {
      const style = styleOf(at)
      const holds = position !== 'absolute' || style.position !== 'static' || style.transform !== 'none'
      if (!holds) continue
      list.push(at)
      position = style.position
    }
    return list
  })
  const hidden = once(
    (element) =>
      !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ||
      element.closest('[inert], .visually-hidden') !== null ||
      getComputedStyle(element).opacity === '0' ||
      [element, ...clippers(element)].some((each) => styleOf(each).clipPath !== 'none'),
  )

  function inside(box: Box, of: Box, axis: 'x' | 'y'): boolean {
    return axis === 'x'
      ? box.left >= of.left - SLACK && box.right <= of.right + SLACK
      : box.top >= of.top - SLACK && box.bottom <= of.bottom + SLACK
  }
  /** Whether a tooltip around it holds all of an element's text. */
  function isTold(element: Element, words: string): boolean {
    for (
      let at = element.closest('[title]');
      at !== null;
      at = at.parentElement?.closest('[title]') ?? null
    ) {
      if (at.getAttribute('title')?.replaceAll(/\s+/g, ' ').includes(words)) return true
    }
    return false
  }

  /** Complains of a piece that is cut off; returns what of it is on the screen now, null where nothing is. */
  function seen({ element, words, box }: Piece, isText: boolean): Box | null {
    let now = box
    let shown: Box | null = box
    for (const at of isText ? [element, ...clippers(element)] : clippers(element)) {
      const style = styleOf(at)
      const holder = innerBoxOf(at)
      if (style.display === 'inline' || style.display === 'contents') continue
      for (const axis of ['x', 'y'] as const) {
        const overflow = axis === 'x' ? style.overflowX : style.overflowY
        if (overflow === 'visible') continue
        if (!inside(now, holder, axis)) {
          if (overflow === 'auto' || overflow === 'scroll') {
            if (axis === 'x' && innerWidth >= 1280 && !at.matches(ROWS))
              faults.add(`${name(at)} scrolls sideways`)
            const room = axis === 'x' ? at.clientWidth : at.clientHeight
            if (room < 30) faults.add(`${name(at)} scrolls in ${room} px`)
            now = axis === 'x' ? { ...now, ...lateral(holder) } : { ...now, ...vertical(holder) }
          } else if (isText && axis === 'x' && style.textOverflow === 'ellipsis') {
            if (!isTold(at, words)) faults.add(`ellipsis without a tooltip: “${words}” in ${name(at)}`)
            now = { ...now, ...lateral(holder) }
          } else {
            faults.add(`cut off: ${isText ? `“${words}”` : name(element)} by ${at.className || name(at)}`)
            return null
          }
        }
        if (shown !== null) {
          shown =
            axis === 'x'
              ? {
                  ...shown,
                  left: Math.max(shown.left, holder.left),
                  right: Math.min(shown.right, holder.right),
                }
              : {
                  ...shown,
                  top: Math.max(shown.top, holder.top),
                  bottom: Math.min(shown.bottom, holder.bottom),
                }
          if (shown.left >= shown.right || shown.top >= shown.bottom) shown = null
        }
      }
    }
    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
    if (!inside(now, screen, 'x') || !inside(now, screen, 'y')) {
      faults.add(`off the screen: ${isText ? `“${words}” in ${name(element)}` : name(element)}`)
    }
    return shown
  }
  function lateral({ left, right }: Box) {
    return { left, right }
  }
  function vertical({ top, bottom }: Box) {
    return { top, bottom }
  }

  const texts: Piece[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const words = node.textContent?.replaceAll(/\s+/g, ' ').trim() ?? ''
    const element = node.parentElement
    if (words === '' || element === null) continue
    if (element.closest('script, style, option, title, noscript') !== null || hidden(element)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const leading = (bottom - top) * LEADING
      if (right - left < 0.5) continue
      const piece = { element, words, box: { left, right, top: top + leading, bottom: bottom - leading } }
      const box = seen(piece, true)
      if (box !== null) texts.push({ ...piece, box })
    }
  }
  const controls: Piece[] = []
  for (const element of document.querySelectorAll(CONTROLS)) {
    if (hidden(element)) continue
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const piece = { element, words: name(element), box: { left, right, top, bottom } }
    const box = seen(piece, false)
    if (box !== null) controls.push({ ...piece, box })
    const isShort =
      element instanceof HTMLInputElement &&
      !['range', 'color', 'file', 'checkbox', 'radio'].includes(element.type) &&
      getComputedStyle(element).color !== 'rgba(0, 0, 0, 0)' &&
      element.scrollWidth > element.clientWidth + 1
    if (isShort && !isTold(element, element.value))
      faults.add(`cut off: ${element.value} in ${name(element)}`)
  }

  /** Whether what lies above the other can be scrolled away from it. */
  function parts(one: Element, other: Element): boolean {
    for (const [above, below] of [
      [one, other],
      [other, one],
    ] as const) {
      for (let at: Element | null = above; at !== null && !at.contains(below); at = at.parentElement) {
        const style = getComputedStyle(at)
        if (style.position === 'fixed') return true // dialogs and messages stand over all else
        if (style.position !== 'sticky') continue
        const scroller = clippers(at).find((each) =>
          ['auto', 'scroll'].some((way) => getComputedStyle(each).overflow.includes(way)),
        )
        if (scroller === undefined) continue
        const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = scroller
        if (style.top !== 'auto' && scrollTop > 0) return true
        if (style.left !== 'auto' && scrollLeft > 0) return true
        if (style.bottom !== 'auto' && scrollTop + clientHeight < scrollHeight - 1) return true
        if (style.right !== 'auto' && scrollLeft + clientWidth < scrollWidth - 1) return true
      }
    }
    return false
  }
  function overlap(one: Piece, other: Piece): boolean {
    const [a, b] = [one.box, other.box]
    const [x, y] = [
      Math.min(a.right, b.right) - Math.max(a.left, b.left),
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
    ]
    return x > SLACK && y > SLACK && !parts(one.element, other.element)
  }
  /** A text of the control itself: in it, in its label, or both fill one box. */
  function isOf(control: Piece, text: Element): boolean {
    if (control.element.contains(text) || text.closest('label')?.contains(control.element) === true)
      return true
    let both = control.element.parentElement
    while (both !== null && !both.contains(text)) both = both.parentElement
    const frame = both?.getBoundingClientRect()
    const { left, right, top, bottom } = control.element.getBoundingClientRect()
    return frame !== undefined && frame.width - (right - left) < 8 && frame.height - (bottom - top) < 8
  }
  texts.forEach((one, i) => {
    for (const other of texts.slice(i + 1)) {
      if (one.element !== other.element && overlap(one, other)) {
        faults.add(`“${one.words}” lies on “${other.words}” in ${name(other.element)}`)
      }
    }
    for (const other of controls) {
      // the edge that resizes a part reaches over its neighbour
      if (other.element.getAttribute('role') === 'separator' || !overlap(one, other)) continue
      if (!isOf(other, one.element)) faults.add(`“${one.words}” lies on ${other.words}`)
    }
  })
  return [...faults]
}
