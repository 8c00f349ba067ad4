import { deviceStore } from '../browser.ts'

/** How far one has come in a lesson. */
export interface Progress {
  /** Position of the step that was seen last. */
  readonly step: number
  /** Whether its end was reached. */
  readonly done: boolean
}

const KEY = 'filterbank.lessons'
const NONE: Progress = { step: 0, done: false }

/** How far one has come in a lesson, as far as the browser remembers. @param id of the lesson */
export function progressOf(id: string): Progress {
  return all().get(id) ?? NONE
}

/** Remember it. */
export function keepProgress(id: string, progress: Progress): void {
  const entries = [...all().set(id, progress)]
  deviceStore.setItem(
    KEY,
    entries.map(([name, { step, done }]) => `${name} ${step} ${done ? 1 : 0}`).join('\n'),
  )
}

/** Whatever the storage holds. */
function all(): Map<string, Progress> {
  const lines = (deviceStore.getItem(KEY) ?? '').split('\n')
  return new Map(
    lines.flatMap((line) => {
      const [, id, step, done] = /^(\S+) (\d{1,3}) ([01])$/.exec(line) ?? []
      return id === undefined ? [] : [[id, { step: Number(step), done: done === '1' }]]
    }),
  )
}
