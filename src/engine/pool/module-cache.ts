import type { NewModules } from '../../../workers/conv/api.ts'

/** Kernels kept compiled; a long day of editing shapes makes many, each a few KB. */
const KEPT = 256

/** Kernels by key, and how each is assembled. */
type Wanted = ReadonlyMap<string, () => Uint8Array<ArrayBuffer>>

interface Kept {
  readonly compiling: Promise<WebAssembly.Module>
  /** Null until it is compiled. */
  module: WebAssembly.Module | null
}

/** Compiled kernels by key, the least recently used dropped first. */
export class ModuleCache {
  readonly #kept = new Map<string, Kept>()

  /** The modules of these kernels at once, where all of them are compiled already; else null. */
  ready(wanted: Wanted): NewModules | null {
    const modules: NewModules[number][] = []
    for (const key of wanted.keys()) {
      const module = this.#kept.get(key)?.module ?? null
      if (module === null) return null
      modules.push([key, module])
    }
    for (const [key, assemble] of wanted) this.#use(key, assemble)
    return modules
  }

  /** The compiled modules of these kernels; only new ones are assembled. */
  async compile(wanted: Wanted): Promise<NewModules> {
    const modules = await Promise.all(
      [...wanted].map(async ([key, assemble]) => {
        const kept = this.#use(key, assemble)
        kept.module = await kept.compiling
        return [key, kept.module] as const
      }),
    )
    for (const key of [...this.#kept.keys()].slice(0, Math.max(0, this.#kept.size - KEPT))) {
      this.#kept.delete(key)
    }
    return modules
  }

  #use(key: string, assemble: () => Uint8Array<ArrayBuffer>): Kept {
    const kept = this.#kept.get(key) ?? { compiling: WebAssembly.compile(assemble()), module: null }
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    return kept
  }
}
