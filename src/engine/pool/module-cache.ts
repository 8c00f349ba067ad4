import { WorkerError } from '../../core/errors.ts'
import type { KernelModule } from '../../kernels/wasm/kernel-module.ts'
import type { NewModules } from '../../../workers/conv/api.ts'

/** Kernels kept compiled; a long day of editing shapes makes many, each a few KB. */
const KEPT = 256

/** Kernels by key, and how each is assembled. */
type Wanted = ReadonlyMap<string, KernelModule['assemble']>

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

  #use(key: string, assemble: KernelModule['assemble']): Kept {
    const kept = this.#kept.get(key) ?? this.#begin(key, assemble)
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    return kept
  }

  #begin(key: string, assemble: KernelModule['assemble']): Kept {
    const compiling = compiled(assemble)
    // What could not be loaded is tried again by the next run.
    compiling.catch(() => this.#kept.delete(key))
    return { compiling, module: null }
  }
}

/** @throws WorkerError when the code that assembles it could not be loaded */
async function compiled(assemble: KernelModule['assemble']): Promise<WebAssembly.Module> {
  const code = await Promise.resolve(assemble()).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    throw new WorkerError(`A part of the engine could not be loaded (${why}). The next change tries again.`)
  })
  return await WebAssembly.compile(code)
}
