/** The wish that the browser does not throw away what is stored when it needs room. */
export class Lasting {
  #isAsked = false

  /**
   * Ask for it, once. Some browsers ask the person: nobody waits for the answer. Without the promise, the list of projects
   * says so.
   */
  ask(): void {
    if (this.#isAsked || !('storage' in navigator)) return
    this.#isAsked = true
    ask().catch(() => undefined)
  }
}

async function ask(): Promise<void> {
  if (!(await navigator.storage.persisted())) await navigator.storage.persist()
}
