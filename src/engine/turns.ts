/** Lets one caller in at a time, in the order they asked. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Wait for those before, then do `work`. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
