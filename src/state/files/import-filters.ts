import { importBank } from '../document/import-bank.ts'
import type { View } from '../view/view.svelte.ts'
import { ModelChoice, type Taking } from './model-choice.svelte.ts'
import { readFor } from './reading.ts'

/** See Session.importFilters; a lesson file opens its lesson. @throws as readFor */
export async function importFilters(
  session: Taking & { readonly view: Pick<View, 'lesson'> },
  file: File,
): Promise<boolean> {
  const found = await readFor(session, file.name, (reader) => reader.filters(file))
  if ('bank' in found) return session.edit(importBank(session.document, found.bank)) // as it is by now
  if ('lesson' in found) {
    const { readLesson } = await import('../../formats/lessons/lesson.ts')
    session.view.lesson = readLesson(found.lesson)
    return true
  }
  session.choosing?.close()
  const choice = new ModelChoice(session, file, found.listing)
  if (choice.isObvious && (await (choice.listing.chain === null ? choice.take() : choice.takeChain())))
    return true
  session.choosing = choice
  return await choice.isTaken
}
