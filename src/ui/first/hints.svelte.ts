/** What a first visit is told, one after the other. */
export const HINTS: readonly { readonly id: string; readonly text: string }[] = [
  {
    id: 'kernel',
    text: 'Each row is a filter, each cell one of its kernels. Change a number in Kernel: its map follows at once.',
  },
  {
    id: 'groups',
    text: 'Groups cut the matrix into blocks: filters of a group see only its channels. Try [ and ].',
  },
  {
    id: 'large',
    text: 'Press Enter on a map, or click it again, to see it large beside the photo.',
  },
]

const KEY = 'filterbank.hints'

/** Ids that were dismissed; storage may be denied or hold anything. */
function read(): readonly string[] {
  try {
    return (localStorage.getItem(KEY) ?? '').split(' ')
  } catch {
    return []
  }
}

let dismissed = $state.raw(read())

/** The hints not yet dismissed, in order. */
export function openHints(): typeof HINTS {
  return HINTS.filter(({ id }) => !dismissed.includes(id))
}

/** Whether there is a hint to show. */
export function hintsLeft(): boolean {
  return openHints().length > 0
}

/** Dismiss hints for good, as far as the browser remembers. */
export function dismiss(ids: readonly string[]): void {
  dismissed = [...dismissed, ...ids]
  try {
    localStorage.setItem(KEY, dismissed.join(' ').trim())
  } catch {
    // The hints come back with the next visit.
  }
}
