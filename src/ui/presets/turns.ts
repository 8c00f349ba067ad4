/** Runs what it is given in turn, each in a task of its own, so that the page answers in between. */
export class Turns {
  #waiting: (() => void)[] = []
  #isAsked = false

  /** Returns what takes it out again. @param isFirst before all that wait */
  add(run: () => void, isFirst = false): () => void {
    this.#waiting = isFirst ? [run, ...this.#waiting] : [...this.#waiting, run]
    this.#ask()
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== run)
    }
  }

  #ask(): void {
    if (this.#isAsked || this.#waiting.length === 0) return
    this.#isAsked = true
    setTimeout(() => this.#next())
  }

  #next(): void {
    this.#isAsked = false
    const first = this.#waiting.shift()
    this.#ask()
    first?.()
  }
}
