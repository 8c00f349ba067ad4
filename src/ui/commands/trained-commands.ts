import { TRAINED } from '../../core/presets/trained.ts'
import { openTrained } from '../../state/files/open-trained.ts'
import type { AtBench, Command } from './command.ts'

/** Trained filters that come with the app. */
export const OPEN_TRAINED: readonly Command<AtBench>[] = TRAINED.map((trained) => ({
  id: `trained-${trained.id}`,
  group: 'Trained filters',
  name: trained.name,
  words: 'weights network model learned',
  hint: trained.sentence,
  run: ({ bench: { session } }) => openTrained(session, trained),
}))
