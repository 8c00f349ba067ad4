import { flushSync } from 'svelte'
import type { Decoder } from '../../../src/state/photo/decoder.ts'
import type { FilterbankDocument } from '../../../src/state/document/document.ts'
import { DocumentHistory } from '../../../src/state/document/history.svelte.ts'
import { Session } from '../../../src/state/session/session.svelte.ts'
import { Workbench } from '../../../src/state/workbench.svelte.ts'
import { smallDocument } from './documents.ts'

/** Nothing is opened here. */
class NoDecoder implements Decoder {
  decode = () => Promise.reject(new Error('no photo'))
  draw = () => Promise.reject(new Error('no photo'))
}

const stops: (() => void)[] = []

/** Ends the workbenches that were made: call it after each test. */
export function endWorkbenches(): void {
  for (const stop of stops.splice(0)) stop()
}

/** A workbench without an engine, on the last Conv2d of a document: 8 -> 16 in 4 groups unless it is given. */
export function workbench(document: FilterbankDocument = smallDocument()): Workbench {
  const made: Workbench[] = []
  stops.push(
    $effect.root(() => {
      const engine = new Promise<never>(() => undefined)
      made.push(new Workbench(new Session(engine, new NoDecoder(), new DocumentHistory(document))))
    }),
  )
  flushSync()
  const [bench] = made
  if (bench === undefined) throw new Error('no workbench')
  return bench
}
