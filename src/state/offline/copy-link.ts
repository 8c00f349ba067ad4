import { writeLink } from '../../formats/link.ts'
import { copyText } from '../browser.ts'
import { viewOf } from '../saving/kept-view.ts'
import { projectName } from '../saving/project-parts.ts'
import type { Session } from '../session/session.svelte.ts'

/** Longer links pass through some chat programs only in part, in characters. */
const LONG = 2000

/**
 * Put a link to the session's layers, filters and view on the clipboard; what came of it is told.
 * @param project its name, which the link carries unless it was only taken from the photo, that stays here
 */
export async function copyLink(session: Session, project?: string): Promise<void> {
  const isOwn = project !== undefined && project !== projectName(session.document)
  const { name, input, layers, resolution, bypassed = [] } = session.document
  try {
    const hash = writeLink({
      ...(isOwn && { name: project }),
      bank: { name, input, layers },
      resolution,
      bypassed,
      view: viewOf(session.view),
    })
    const link = new URL(hash, new URL(import.meta.env.BASE_URL, location.href)).href
    await copyText(link)
    const size = `${link.length} characters`
    session.say(
      link.length > LONG
        ? `Link copied: ${size}. Some chat programs cut links as long as this.`
        : `Link copied: ${isOwn ? 'name, ' : ''}layers, filters and view, without the photo. ${size}.`,
    )
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    session.tell(new Error(`No link was copied: ${why}`))
  }
}
