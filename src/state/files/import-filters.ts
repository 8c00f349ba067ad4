import type { FilterbankDocument } from '../document/document.ts'
import type { Edit } from '../document/edits.ts'
import { importBank } from '../document/import-bank.ts'
import { readFor, type Reads } from './reading.ts'

/** What filters are imported into. */
interface Importing extends Reads {
  readonly document: FilterbankDocument
  edit(edit: Edit): boolean
}

/** See Session.importFilters. @throws as readFor */
export async function importFilters(session: Importing, file: File): Promise<boolean> {
  const bank = await readFor(session, file.name, (reader) => reader.bank(file))
  return session.edit(importBank(session.document, bank)) // as it is by now
}
