/** A part of the screen that something was in, and where in it: the position of the part's child that held it. */
interface Surroundings {
  readonly part: Element
  readonly selector: string
  readonly index: number
}

/** What had the focus, and where that was: outwards from the innermost part. */
interface Place {
  readonly element: HTMLElement
  /** Finds it again where it was made anew. */
  readonly selector: string
  readonly around: readonly Surroundings[]
}

/** Parts whose members take one another's place: lists, and what has a name. */
const PARTS = 'ol, ul, tbody, [role="menu"], :is(section, nav, aside, [role="group"])[aria-label]'
/** What is chosen in a part comes first, text to type never: it would open a phone's keyboard. */
const CURRENT = ':is([aria-pressed="true"], [aria-selected="true"]):not(:disabled)'
const REACHED = ':is(button, a[href], select, [tabindex="0"]):not(:disabled, [tabindex="-1"])'
const REMEMBERED = 12

/**
 * Keeps the focus on something: where what had it goes away, such as a dialog, a view, a message or a filter, it returns to
 * what had it before, or, where that is gone too, to what took its place. What is being loaded is waited for: it takes the
 * focus itself.
 * @param before what had the focus before this began @returns a function that ends this
 */
export function keepFocus(before: readonly FocusEvent[]): () => void {
  let places: readonly Place[] = []
  /** The focus was taken off by a press beside it: then nothing is to have it. */
  let isLeft = false

  function remember({ target }: FocusEvent) {
    if (!(target instanceof HTMLElement)) return
    isLeft = false
    const others = places.filter(({ element }) => element !== target)
    const place = { element: target, selector: selectorOf(target), around: surroundings(target) }
    places = [...others, place].slice(-REMEMBERED)
  }

  function leave({ target }: FocusEvent) {
    setTimeout(() => {
      if (document.activeElement === document.body && target instanceof Element) isLeft = isThere(target)
    })
  }

  function isLost(): boolean {
    const last = places.at(-1)
    return !isLeft && last !== undefined && document.activeElement === document.body && !isThere(last.element)
  }

  function restore() {
    if (!isLost() || document.querySelector('[data-loading]') !== null) return
    const before = places
    const at = before.findLastIndex(focusAt)
    if (at >= 0) places = [...before.slice(0, at), ...places.slice(-1)]
  }

  // Not at once: what comes in its stead is made first, and may take the focus itself.
  const observer = new MutationObserver(() => {
    if (isLost()) setTimeout(restore)
  })
  before.forEach(remember)
  document.addEventListener('focusin', remember)
  document.addEventListener('focusout', leave)
  observer.observe(document.body, { childList: true, subtree: true })
  return () => {
    document.removeEventListener('focusin', remember)
    document.removeEventListener('focusout', leave)
    observer.disconnect()
  }
}

function surroundings(element: Element): Surroundings[] {
  const list: Surroundings[] = []
  for (let child = element; child.parentElement !== null; child = child.parentElement) {
    const part = child.parentElement
    if (!part.matches(PARTS)) continue
    list.push({ part, selector: selectorOf(part), index: [...part.children].indexOf(child) })
  }
  return list
}

/** Finds what has the same name; nothing for what has none. */
function selectorOf(element: Element): string {
  const label = element.getAttribute('aria-label')
  return label === null ? ':not(*)' : `${element.localName}[aria-label="${CSS.escape(label)}"]`
}

function isThere(element: Element): boolean {
  return element.isConnected && element.checkVisibility()
}

function focusAt({ element, selector, around }: Place): boolean {
  if (isThere(element)) return focused(element)
  const same = document.querySelector<HTMLElement>(selector)
  if (same !== null && same.tabIndex >= 0 && focused(same)) return true
  return around.some(({ part, selector: of, index }) => {
    const now = isThere(part) ? part : document.querySelector(of)
    const next = now?.children[Math.min(index, now.children.length - 1)]
    const candidates = [
      now?.querySelector(CURRENT),
      next?.querySelector(REACHED),
      now?.querySelector(REACHED),
    ]
    return candidates.some((each) => each instanceof HTMLElement && focused(each))
  })
}

function focused(element: HTMLElement): boolean {
  element.focus()
  return document.activeElement === element
}
