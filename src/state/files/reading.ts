import * as Comlink from 'comlink'
import { FormatError, WorkerError } from '../../core/errors.ts'
import type { TextNumbers } from '../../formats/bracket-text.ts'
import { endWorker } from '../../engine/pool/end-worker.ts'
import type { ReadWorker, StartedReadWorker } from '../../../workers/read/api.ts'
import { unreadable } from './own-bytes.ts'
import { callWorker } from './worker-call.ts'

/*
 * What comes from outside and may be large is read by a worker that is started for it and ended after it: however the file is
 * made, the page goes on, and the memory that reading took goes with the worker.
 */

/** Reading that takes longer is hostile or hopeless, in ms. */
const PATIENCE = 60_000
/** How long reading takes before it is told, in ms. */
const QUICK = 300
/** UTF-16 units of a text that is read at once. */
export const SHORT_TEXT = 65_536

/** Something that takes long to read, and its end before it is. */
export interface Reading {
  readonly what: string
  readonly cancel: () => void
}

/** Where it is shown that something is being read. */
export interface Reads {
  reading: Reading | null
}

/** What each of them reads. */
const underWay = new WeakMap<Reads, AbortController>()

/**
 * Read something for a person, who sees when it takes long and can cancel it; the newest reading ends the one before.
 * @param what as "bank.json", "the link"
 * @throws FormatError; WorkerError when the worker dies or hangs; ImageError when the file cannot be read; AbortError
 */
export async function readFor<T>(
  place: Reads,
  what: string,
  ask: (reader: ReadWorker) => Promise<T>,
): Promise<T> {
  underWay.get(place)?.abort()
  const abort = new AbortController()
  underWay.set(place, abort)
  const reading = { what, cancel: () => abort.abort() }
  const timer = setTimeout(() => (place.reading = reading), QUICK)
  try {
    return await readAside(what, ask, abort.signal)
  } finally {
    clearTimeout(timer)
    if (place.reading === reading) place.reading = null
  }
}

/** Numbers of a pasted text: a long one is read aside. @throws as readFor */
export async function readPasted(place: Reads, text: string): Promise<TextNumbers> {
  if (text.length > SHORT_TEXT)
    return await readFor(place, 'the pasted text', (reader) => reader.numbers(text))
  const { parseKernelText } = await import('../../formats/kernel-text.ts')
  return parseKernelText(text)
}

/** Read something in a worker of its own. @throws as readFor */
export async function readAside<T>(
  what: string,
  ask: (reader: ReadWorker) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    const read = typeof Worker === 'undefined' ? NO_WORKER : await inWorker(what, ask, signal)
    // where no worker starts the page computes, and reads
    if (read === NO_WORKER) return await ask(await import('../../formats/readers.ts'))
    // it may hold layers of any type
    await import('../../core/layers/kinds/more-kinds.ts')
    return read
  } catch (error) {
    if (!(error instanceof Error) || signal.aborted) throw error
    // Comlink hands on an error's name and message, not its class
    if (error.name === 'FormatError') throw new FormatError(error.message, '')
    throw /^(NotReadable|NotFound|Range)Error$/.test(error.name) ? unreadable(error, what) : error
  }
}

/** Stands for an answer where no worker starts: its script does not load, or the browser has no workers of modules. */
const NO_WORKER = Symbol('no worker')

async function inWorker<T>(
  what: string,
  ask: (reader: ReadWorker) => Promise<T>,
  signal: AbortSignal,
): Promise<T | typeof NO_WORKER> {
  const worker = new Worker(new URL('../../../workers/read/worker.ts', import.meta.url), { type: 'module' })
  const reader = Comlink.wrap<StartedReadWorker>(worker)
  try {
    const call = async (died: () => void, over: AbortSignal) => {
      const hasStarted = await Promise.race([
        new Promise<false>((resolve) =>
          worker.addEventListener('error', () => resolve(false), { once: true }),
        ),
        reader.started(),
      ])
      if (!hasStarted) return NO_WORKER
      worker.addEventListener('error', died, { signal: over })
      return await ask(reader)
    }
    return await callWorker<T | typeof NO_WORKER>(call, {
      signal,
      patience: PATIENCE,
      late: () => new WorkerError(`Reading ${what} took too long. It may be damaged.`),
      dead: () => new WorkerError(`Reading ${what} failed: its worker stopped. Try again.`),
      giveUp: () => undefined, // it is ended in any case
    })
  } finally {
    endWorker(worker, reader)
  }
}
