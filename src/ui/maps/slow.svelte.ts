/** A run shorter than this shows nothing of itself, in ms. */
const PATIENCE = 120

/** Whether something has been busy for so long that a person wants to see it; call it while a component is made. */
export function slowly(busy: () => boolean): { readonly current: boolean } {
  let slow = $state(false)
  $effect(() => {
    if (!busy()) return
    const timer = setTimeout(() => (slow = true), PATIENCE)
    return () => {
      clearTimeout(timer)
      slow = false
    }
  })
  return {
    get current() {
      return slow
    },
  }
}
