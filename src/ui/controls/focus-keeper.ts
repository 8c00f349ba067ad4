/**
 * `keepFocus`, loaded when something has the focus for the first time: a first view has no need of it.
 * @returns a function that ends this
 */
export function keepFocusFromFirst(): () => void {
  const before: FocusEvent[] = []
  let isOver = false
  let end = () => document.removeEventListener('focusin', remember)
  function remember(event: FocusEvent) {
    if (before.push(event) === 1) void load()
  }
  async function load() {
    try {
      const { keepFocus } = await import('./focus-return.ts')
      end()
      if (!isOver) end = keepFocus(before)
    } catch {
      before.length = 0 // it is asked for again with the next focus
    }
  }
  document.addEventListener('focusin', remember)
  return () => {
    isOver = true
    end()
  }
}
