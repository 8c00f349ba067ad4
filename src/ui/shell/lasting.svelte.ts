/** What is over sooner than this needs no sign that it is going on, in ms. */
const PATIENCE = 120

/**
 * A condition that holds for a while already: true once it held for 120 ms, false as soon as it ends.
 * Construct it while a component is made.
 */
export class Lasting {
  #lasted = $state(false)
  readonly #condition: () => boolean

  constructor(condition: () => boolean) {
    this.#condition = condition
    $effect(() => {
      if (!condition()) return
      const timer = setTimeout(() => (this.#lasted = true), PATIENCE)
      return () => {
        clearTimeout(timer)
        this.#lasted = false
      }
    })
  }

  get current(): boolean {
    return this.#lasted && this.#condition()
  }
}
