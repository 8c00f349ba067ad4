import { FormatError } from '../../core/errors.ts'
import { fitting } from '../../core/image/crop.ts'
import type { LinkContent } from '../../formats/link.ts'
import type { FilterbankDocument, Photo } from '../document/document.ts'
import { readFor } from '../files/reading.ts'
import type { Session } from '../session/session.svelte.ts'

/** What a link holds; null where it was refused, which is told. */
export async function readLink(session: Session, hash: string): Promise<LinkContent | null> {
  try {
    return await readFor(session, 'the link', (reader) => reader.link(hash))
  } catch (error) {
    session.tell(
      error instanceof FormatError ? new Error(`The link cannot be opened: ${error.message}`) : error,
    )
    return null
  }
}

/** What a link makes of a photo. */
export function linkedDocument(content: LinkContent, photo: Photo | null): FilterbankDocument {
  const { bank, resolution, bypassed = [] } = content
  return { ...bank, input: fitting(bank.input, photo), photo, resolution, bypassed }
}
