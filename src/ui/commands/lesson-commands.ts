import type { AtBench, Command } from './command.ts'

/** Opens the list of lessons. */
export const showLessons: Command<AtBench> = {
  id: 'lessons',
  group: 'View',
  name: 'Lessons',
  words: 'learn teach tutorial help class',
  run: ({ bench: { session } }) => (session.view.lesson = ''),
}
