/** What is over sooner than this needs no sign that it is going on, in ms. */
const PATIENCE = 120

/**
 * A condition that holds for a while already: true once it held for 120 ms, false as soon as it ends.
 * Construct it while a component is made.
 */
export class Lasting {
  #lasted = $state(false)
  readonly #condition: () => boolean

  /** @param result changes with each result of what goes on: many short runs in a row are not one long one */
  constructor(condition: () => boolean, result: () => unknown = () => undefined) {
    this.#condition = condition
    let since = -Infinity
    $effect(() => {
      result()
      const now = performance.now()
      const holds = condition()
      // A run hardly shorter than the long ones before it does not end them: what is shown would flicker.
      if (!holds || now - since < PATIENCE / 2) this.#lasted = false
      since = now
      if (!holds) return
      const timer = setTimeout(() => (this.#lasted = true), PATIENCE)
      return () => {
        clearTimeout(timer)
      }
    })
  }

  get current(): boolean {
    return this.#lasted && this.#condition()
  }
}
