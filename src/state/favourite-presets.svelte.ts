import type { Keeping, Store } from './browser.ts'

const KEY = 'filterbank.favourites'

const PROBLEMS = {
  kept: null,
  full: 'The browser’s storage is full: this star lasts until the page is closed.',
  blocked: 'The browser does not let stars be saved: this one lasts until the page is closed.',
} as const satisfies Record<Keeping, string | null>

/** The presets that a person starred, by their keys, in the order in which they were; kept in the browser's local storage. */
export class FavouritePresets {
  #keys = $state.raw<readonly string[]>([])
  #problem = $state<string | null>(null)
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
    this.#keys = (store.getItem(KEY) ?? '').split('\n').filter((key) => key !== '')
  }

  get keys(): readonly string[] {
    return this.#keys
  }

  /** Why they will not be there after a reload, in plain words; null where they will. */
  get problem(): string | null {
    return this.#problem
  }

  /** Star a preset, or take its star away. */
  toggle(key: string): void {
    const isOne = this.#keys.includes(key)
    this.#keys = isOne ? this.#keys.filter((each) => each !== key) : [...this.#keys, key]
    const kept = this.#store.setItem(KEY, this.#keys.join('\n'))
    this.#problem = PROBLEMS[kept]
  }
}
