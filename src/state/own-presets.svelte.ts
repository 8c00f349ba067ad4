import type { OwnPreset } from '../core/presets/apply-preset.ts'
import { FormatError } from '../core/errors.ts'
import { readOwnPresets, writeOwnPresets } from '../formats/own-presets-json.ts'

const KEY = 'filterbank-presets'

/** The presets that a person saved, kept in the browser's local storage. Names are unique: saving one again replaces it. */
export class OwnPresets {
  #all = $state.raw<readonly OwnPreset[]>([])
  #problem = $state<string | null>(null)
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | null

  /** @param storage null where the browser gives none */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
    this.#storage = storage
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
    const text = this.#storage?.getItem(KEY) ?? null
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
    try {
      if (this.#storage === null) throw new DOMException('no storage', 'SecurityError')
      this.#storage.setItem(KEY, writeOwnPresets(presets))
      this.#problem = null
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      this.#problem =
        error.name === 'QuotaExceededError'
          ? 'The browser’s storage is full: this preset lasts until the page is closed.'
          : 'The browser does not let presets be saved: this one lasts until the page is closed.'
    }
  }
}

/** The browser's local storage, null where it is forbidden. */
export function localStore(): Storage | null {
  try {
    return localStorage
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}
