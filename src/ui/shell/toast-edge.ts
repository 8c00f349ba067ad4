/** A box on the screen, in CSS pixels. */
export type Box = Pick<DOMRectReadOnly, 'left' | 'right' | 'top' | 'bottom'>

/** Heights of the bars at the edges of the screen; that at the foot is a phone's. */
const HEAD = 44
const FOOT = 59
const PHONE = 720

/** Room that a message takes at most, and how far it stands from the edge. */
const WIDTH = 560
const HEIGHT = 72
const MARGIN = 16

/**
 * At which edge of the screen a message stands: at the bottom, unless it would lie over what it speaks of, and less so at the top.
 * @param about null where nothing is known of it
 */
export function toastEdge(
  screen: { readonly width: number; readonly height: number },
  about: Box | null,
): 'top' | 'bottom' {
  if (about === null) return 'bottom'
  const width = Math.min(WIDTH, screen.width)
  const foot = screen.width < PHONE ? FOOT : 0
  const spotAt = (top: number): Box => ({
    left: (screen.width - width) / 2,
    right: (screen.width + width) / 2,
    top,
    bottom: top + HEIGHT,
  })
  const atTop = common(spotAt(HEAD + MARGIN), about)
  const atBottom = common(spotAt(screen.height - foot - MARGIN - HEIGHT), about)
  return atTop < atBottom ? 'top' : 'bottom'
}

/** The part of the screen that a person works in, which what is told now is about; null where the focus is nowhere. */
export function workedIn(focused: Element | null): Box | null {
  if (focused === null || focused === document.body || focused.closest('.toasts') !== null) return null
  const part =
    focused.closest('[role="tabpanel"]') ??
    focused.closest('[role="group"], [role="gridcell"], li') ??
    focused
  return part.getBoundingClientRect()
}

/** The area that two boxes share. */
function common(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return Math.max(0, width) * Math.max(0, height)
}
