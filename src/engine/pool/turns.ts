/** Lets one caller in at a time, in the order they asked. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()
  #unfinished = 0

  /** Whether someone has the turn. */
  get isBusy(): boolean {
    return this.#unfinished > 0
  }

  /** Wait for those before, then do `work`; it begins within this call when there are none. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const isFree = this.#unfinished === 0
    this.#unfinished += 1
    const finish = async () => {
      try {
        return await work()
      } finally {
        this.#unfinished -= 1
      }
    }
    const turn = isFree ? finish() : this.#last.then(finish)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
