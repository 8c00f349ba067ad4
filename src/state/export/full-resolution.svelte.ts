import { download } from '../files/download.ts'
import { ExportHold, removeLeftovers } from './export-leftovers.ts'
import { ExportWorkshop, fileNames, zipName, type ExportChoice } from './export-workshop.ts'
import { rangesOf } from './export-ranges.ts'
import { zipOf } from './zip-files.ts'
import type { Exporting } from './exporting.ts'

/**
 * Runs the pipeline on the photo at its own size, band by band in an engine of its own, while the screen shows a smaller
 * one. Nothing of it stays when it has ended, however it ends.
 */
export class FullResolution {
  #progress = $state<number | null>(null)
  #error = $state<string | null>(null)
  #abort: AbortController | null = null
  readonly #session: Exporting

  constructor(session: Exporting) {
    this.#session = session
  }

  /** 0..1, null while nothing is exported. */
  get progress(): number | null {
    return this.#progress
  }

  /** Why the last export failed, or null. */
  get error(): string | null {
    return this.#error
  }

  cancel(): void {
    this.#abort?.abort()
  }

  /** Export maps of the selected layer; resolves with whether a file was saved. */
  async export(choice: ExportChoice): Promise<boolean> {
    const abort = new AbortController()
    this.#abort = abort
    this.#progress = 0
    this.#error = null
    let workshop: ExportWorkshop | null = null
    const hold = new ExportHold()
    let isSaved = false
    try {
      workshop = new ExportWorkshop()
      await Promise.all([removeLeftovers(), hold.take()])
      const { document, view } = this.#session
      await this.#session.settled()
      const ranges = await rangesOf(this.#session, choice)
      const order = { ...choice, document, layer: view.layer, look: view.look, ranges }
      const work = workshop.make(order, fileNames(order), hold.id, abort.signal, (done) => {
        this.#progress = done
      })
      const { clipped, values, files } = await Promise.race([work, aborted(abort.signal)])
      const [only, ...more] = files
      const name = more.length === 0 && only !== undefined ? only.name : zipName(order)
      download(more.length === 0 && only !== undefined ? only : { name, blob: await zipOf(files) })
      isSaved = true
      if (clipped > 0) this.#session.say(clippedText(name, clipped, values))
    } catch (error) {
      if (!abort.signal.aborted) this.#error = messageOf(error)
    } finally {
      const cleared = isSaved ? Promise.resolve() : workshop?.discard(hold.id)
      void Promise.resolve(cleared)
        .then(() => workshop?.dispose())
        .then(() => hold.release(isSaved ? 'whenCopied' : 'now'))
      this.#progress = null
      this.#abort = null
    }
    return isSaved
  }
}

function clippedText(name: string, clipped: number, values: number): string {
  const [some, all] = [clipped, values].map((count) => count.toLocaleString('en'))
  return `${name}: ${some} of ${all} values lie beyond the range and have the level of its ends.`
}

/** Why an export failed, in words: what the browser throws in the middle of a file has none. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'QuotaExceededError'
    ? 'The browser has no room left for the file. Choose fewer maps, or free some space on this device.'
    : error.message
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new DOMException('The export was cancelled.', 'AbortError')),
    )
  })
}
