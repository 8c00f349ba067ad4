import { importBank } from '../document/import-bank.ts'
import { ModelChoice, type Taking } from './model-choice.svelte.ts'
import { readFor } from './reading.ts'

/** See Session.importFilters. @throws as readFor */
export async function importFilters(session: Taking, file: File): Promise<boolean> {
  const found = await readFor(session, file.name, (reader) => reader.filters(file))
  if ('bank' in found) return session.edit(importBank(session.document, found.bank)) // as it is by now
  session.choosing?.close()
  const choice = new ModelChoice(session, file, found.listing)
  if (choice.isObvious && (await (choice.listing.chain === null ? choice.take() : choice.takeChain())))
    return true
  session.choosing = choice
  return await choice.isTaken
}
