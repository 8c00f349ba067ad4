import type { Attachment } from 'svelte/attachments'

/** Escape inside an element takes something back; it goes on its way where `takeBack` says that there was nothing. */
export function onEscape(takeBack: () => boolean): Attachment<HTMLElement> {
  return (element) => {
    function keydown(event: KeyboardEvent) {
      if (event.key !== 'Escape' || event.defaultPrevented || !takeBack()) return
      event.preventDefault()
      event.stopPropagation()
    }
    element.addEventListener('keydown', keydown)
    return () => element.removeEventListener('keydown', keydown)
  }
}

/** The focus has left an element and all that is in it. */
export function onLeave(leave: () => void): Attachment<HTMLElement> {
  return (element) => {
    function focusout({ relatedTarget }: FocusEvent) {
      if (!(relatedTarget instanceof Node && element.contains(relatedTarget))) leave()
    }
    element.addEventListener('focusout', focusout)
    return () => element.removeEventListener('focusout', focusout)
  }
}
