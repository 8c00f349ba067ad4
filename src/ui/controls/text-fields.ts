/** Kinds of inputs that hold text. */
const TEXTS = ['text', 'search', 'number', 'url', 'email', 'tel', 'password']

/** Whether text that is pasted or dropped onto the element belongs to it: a field, or a cell of a grid of numbers. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement)
    return TEXTS.includes(target.type) && !target.readOnly && !target.disabled
  return target instanceof HTMLTextAreaElement && !target.readOnly && !target.disabled
}

/** Whether text is being typed into the element, so that keys and the clipboard are its own: a cell is else walked over. */
export function isTyping(target: EventTarget | null): boolean {
  if (!takesText(target)) return false
  const isCell = target instanceof HTMLElement && target.dataset['number'] !== undefined
  return !isCell || target.dataset['typing'] !== undefined
}

/** Whether keys without Ctrl belong to the element: fields of any kind take them, and so do menus and dialogs. */
export function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.closest('input, select, textarea, [contenteditable], [role="menu"], [role="dialog"]') !== null
}
