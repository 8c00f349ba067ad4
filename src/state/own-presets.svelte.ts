import type { OwnPreset } from '../core/presets/apply-preset.ts'
import { FormatError } from '../core/errors.ts'
import type { Store } from './browser.ts'
import { readOwnPresets, writeOwnPresets } from '../formats/own-presets-json.ts'

const KEY = 'filterbank-presets'

const PROBLEMS = {
  kept: null,
  full: 'The browser’s storage is full: this preset lasts until the page is closed.',
  blocked: 'The browser does not let presets be saved: this one lasts until the page is closed.',
} as const

/** The presets that a person saved, kept in the browser's local storage. Names are unique: saving one again replaces it. */
export class OwnPresets {
  #all = $state.raw<readonly OwnPreset[]>([])
  #problem = $state<string | null>(null)
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
    this.#all = this.#read()
  }

  get all(): readonly OwnPreset[] {
    return this.#all
  }

  /** Why presets could not be read or saved, in plain words; null where all is well. */
  get problem(): string | null {
    return this.#problem
  }

  save(preset: OwnPreset): void {
    this.#write([...this.#all.filter(({ name }) => name !== preset.name), preset])
  }

  remove(name: string): void {
    this.#write(this.#all.filter((each) => each.name !== name))
  }

  #read(): readonly OwnPreset[] {
    const text = this.#store.getItem(KEY)
    if (text === null) return []
    try {
      return readOwnPresets(text)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      this.#problem = `Your saved presets could not be read (${error.message}). Saving one starts a new list.`
      return []
    }
  }

  #write(presets: readonly OwnPreset[]): void {
    this.#all = presets
    this.#problem = PROBLEMS[this.#store.setItem(KEY, writeOwnPresets(presets))]
  }
}
