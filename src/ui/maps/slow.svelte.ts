/** A run shorter than this shows nothing of itself, in ms. */
const PATIENCE = 120

/** Something that may be busy; what it has `shown` changes with every result. */
interface Work {
  readonly busy: boolean
  readonly shown: unknown
}

/**
 * Whether something has been busy with one result for so long that a person wants to see it: many short runs one after the other
 * are no long one. Call it while a component is made.
 */
export function slowly(work: () => Work): { readonly current: boolean } {
  let slow = $state(false)
  let begun = 0
  $effect(() => {
    const { busy } = work()
    const now = performance.now()
    if (!busy || now - begun < PATIENCE) slow = false
    begun = now
    if (!busy) return
    const timer = setTimeout(() => (slow = true), PATIENCE)
    return () => {
      clearTimeout(timer)
    }
  })
  return {
    get current() {
      return slow
    },
  }
}
