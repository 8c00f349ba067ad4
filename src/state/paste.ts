import type { TextNumbers } from '../formats/kernel-text.ts'
import { pasteNumbers, type PastePlace } from './document/paste-numbers.ts'
import { pasteWays, type PasteWay } from './document/paste-ways.ts'
import { readPasted } from './files/reading.ts'
import type { Workbench } from './workbench.svelte.ts'

/** Put numbers written as text into the bank; what is wrong with them is told. Returns whether that is done. */
export async function pasteText(bench: Workbench, text: string): Promise<boolean> {
  try {
    return putNumbers(bench, await readPasted(bench.session, text))
  } catch (error) {
    bench.session.tell(error)
    return false
  }
}

/**
 * Put numbers into the bank; see pasteNumbers. What fits nowhere is told; where there is something to choose, it is asked for.
 * Returns whether that is done.
 */
export function putNumbers(bench: Workbench, numbers: TextNumbers): boolean {
  const { session } = bench
  try {
    if (waysFor(bench, numbers).length === 0)
      return session.edit(pasteNumbers(session.document, session.view.layer, placeOf(bench), numbers))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    session.tell(error)
    return false
  }
  bench.pasted = numbers
  bench.dialog = 'fit'
  return false
}

/** What numbers of another size can become: see pasteWays. */
export function waysFor(bench: Workbench, numbers: TextNumbers): readonly PasteWay[] {
  const { document, view } = bench.session
  return pasteWays(document, view.layer, placeOf(bench), numbers)
}

function placeOf({ session: { view }, linked }: Workbench): PastePlace {
  const { filter, channel, cell } = view
  return { filter, channel, cell, linked }
}
