import { FormatError } from '../../core/errors.ts'
import { readLink, writeLink } from '../../formats/link.ts'
import { tabStore } from '../browser.ts'
import { DEFAULT_SAMPLE } from '../photo/samples.ts'
import type { Session } from '../session/session.svelte.ts'
import { showView, viewOf } from './kept-view.ts'
import { sizeOf } from './project-parts.ts'
import { DRAFT } from './tab-memory.ts'

/*
 * Where projects cannot be saved the tab's own storage, which is small, still keeps the layers and filters through a reload,
 * as the text of a link.
 */

/** Layers of more bytes than these are not even tried: no link holds them. */
const MOST = 100_000

/** Keep what the session shows, without its photo. Returns how long which of it lasts, in plain words. */
export function keepDraft(session: Session): string {
  const text = draftOf(session)
  return tabStore.setItem(DRAFT, text) === 'kept' && text !== ''
    ? 'Layers and filters last until this tab is closed, the photo until the page is reloaded: export what matters.'
    : 'What you do lasts until the page is reloaded or closed: export what matters.'
}

/** '' where the filters are more than a link holds. */
function draftOf({ document, view }: Session): string {
  const { name, input, layers, resolution, bypassed = [] } = document
  if (sizeOf({ ...document, photo: null }) > MOST) return ''
  try {
    return writeLink({ bank: { name, input, layers }, resolution, bypassed, view: viewOf(view) })
  } catch (error) {
    if (error instanceof FormatError) return ''
    throw error
  }
}

/** It is saved in a project, or given up. */
export function dropDraft(): void {
  if (tabStore.getItem(DRAFT)) tabStore.setItem(DRAFT, '')
}

/** Bring the kept layers back as an undoable step, over the photo that is there, else over the first sample. */
export async function restoreDraft(session: Session, text: string): Promise<void> {
  dropDraft() // one that cannot be read is not tried again, any other is kept again with this edit
  const { bank, resolution, view, bypassed = [] } = readLink(text)
  const { photo } = session.document
  const document = { ...bank, photo, resolution, bypassed }
  session.edit({ label: 'Bring back', document, origins: [], select: view.layer })
  showView(session.view, view)
  const words = photo === null ? ' Their photo could not be kept.' : ''
  session.say(`The layers and filters of this tab are back.${words}`)
  if (photo === null) await session.openSample(DEFAULT_SAMPLE)
}
