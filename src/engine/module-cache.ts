import type { NewModules } from './protocol.ts'

/** Kernels kept compiled; a long day of editing shapes makes many, each a few KB. */
const KEPT = 256

/** Compiled kernels by key, the least recently used dropped first. */
export class ModuleCache {
  readonly #modules = new Map<string, Promise<WebAssembly.Module>>()

  /** The compiled modules of these kernels; only new ones are assembled. */
  async compile(wanted: ReadonlyMap<string, () => Uint8Array<ArrayBuffer>>): Promise<NewModules> {
    const modules = await Promise.all(
      [...wanted].map(async ([key, assemble]) => [key, await this.#get(key, assemble)] as const),
    )
    for (const key of [...this.#modules.keys()].slice(0, Math.max(0, this.#modules.size - KEPT))) {
      this.#modules.delete(key)
    }
    return modules
  }

  #get(key: string, assemble: () => Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
    const module = this.#modules.get(key) ?? WebAssembly.compile(assemble())
    this.#modules.delete(key)
    this.#modules.set(key, module)
    return module
  }
}
