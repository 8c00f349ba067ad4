import { deviceStore } from '../../state/browser.ts'

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

/** Ids that were dismissed, whatever the storage holds. */
let dismissed = $state.raw<readonly string[]>((deviceStore.getItem(KEY) ?? '').split(' '))

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
  deviceStore.setItem(KEY, dismissed.join(' ').trim())
}
