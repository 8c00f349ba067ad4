import { readLesson, type Lesson } from '../../formats/lessons/lesson.ts'

const FILES = import.meta.glob<string>('./files/*.json', { query: '?raw', import: 'default', eager: true })

/** The lessons that come with the app, in order: their files are numbered. */
export const LESSONS: readonly Lesson[] = Object.keys(FILES)
  .sort()
  .map((name) => readLesson(FILES[name] ?? ''))

/** The lesson of this id; null where there is none. */
export function findLesson(id: string): Lesson | null {
  return LESSONS.find((lesson) => lesson.id === id) ?? null
}
