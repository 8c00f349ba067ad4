import { DEEP, type LevelRange } from '../../../workers/encode/api.ts'
import { download } from '../files/download.ts'
import { ExportHold, removeLeftovers } from './export-leftovers.ts'
import { ExportWorkshop, type ExportChoice } from './export-workshop.ts'
import { mapsAt } from '../run/map-values.ts'
import { mapRequest, rgbRequests } from '../run/ranges.ts'
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
      const ranges = await this.#ranges(choice)
      const order = { ...choice, document, layer: view.layer, look: view.look, ranges }
      const work = workshop.make(order, hold.id, abort.signal, (done) => {
        this.#progress = done
      })
      const { clipped, values, ...file } = await Promise.race([work, aborted(abort.signal)])
      download(file)
      isSaved = true
      if (clipped > 0) this.#session.say(clippedText(file.name, clipped, values))
    } catch (error) {
      if (!abort.signal.aborted) this.#error = messageOf(error)
    } finally {
      void Promise.resolve(workshop?.dispose(isSaved)).then(() =>
        hold.release(isSaved ? 'whenCopied' : 'now'),
      )
      this.#progress = null
      this.#abort = null
    }
    return isSaved
  }

  /** Ranges as on the screen; 16 bits hold all values of the full-size maps unless a range was set. */
  async #ranges({ form, channels, together }: ExportChoice): Promise<(LevelRange | null)[]> {
    const { runner, view } = this.#session
    // values as they are
    if (form === 'npy' || form === 'tiffFloat') return channels.map(() => [0, 0] as const)
    if (DEEP.has(form)) {
      const { fixed } = view
      return channels.map(() => fixed && ([fixed.low, fixed.high] as const))
    }
    const { engine, completed } = runner
    const maps = mapsAt(completed, view.layer)
    if (engine === null || completed === null || maps === null) throw new Error('There are no maps yet.')
    const { shape } = maps
    const { layers } = this.#session
    const { layer, look } = view
    const size = { width: 1, height: 1 }
    const paintings = await engine.paint(
      together
        ? rgbRequests(layers, layer, channels, shape, size, look)
        : channels.map((c) => mapRequest(layers, layer, c, shape, size, look)),
    )
    return paintings.map(({ low, high }) => [low, high] as const)
  }
}

function clippedText(name: string, clipped: number, values: number): string {
  const [some, all] = [clipped, values].map((count) => count.toLocaleString('en'))
  return `${name}: ${some} of ${all} values lie beyond the range and have the level of its ends.`
}

/** What the browser throws in the middle of a file has no words for a person. */
function messageOf(error: unknown): string {
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
