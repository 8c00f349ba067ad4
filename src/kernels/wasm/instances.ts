/** A kernel: addresses, sizes and values in, nothing out. */
export type Kernel = (...values: readonly number[]) => void

/** Modules kept instantiated: more than any pipeline has layers, and each is small. */
const KEPT = 256

function isKernel(value: unknown): value is Kernel {
  return typeof value === 'function'
}

/** The kernels of one module on the engine's memory. */
export class KernelInstance {
  readonly #kernels: ReadonlyMap<string, Kernel>
  readonly #inOrder: readonly Kernel[]

  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory) {
    const { exports } = new WebAssembly.Instance(module, { env: { memory } })
    this.#kernels = new Map(
      Object.entries(exports).filter((entry): entry is [string, Kernel] => isKernel(entry[1])),
    )
    this.#inOrder = [...this.#kernels.values()]
  }

  /** A kernel by its place in the module. @throws RangeError for one that it does not have */
  at(index: number): Kernel {
    const found = this.#inOrder[index]
    if (found === undefined) throw new RangeError(`no kernel ${index} in a module of ${this.#inOrder.length}`)
    return found
  }

  /** A kernel by its name. @throws RangeError for one that the module does not have */
  get(name: string): Kernel {
    const found = this.#kernels.get(name)
    if (found === undefined) throw new RangeError(`no kernel ${name} in the module`)
    return found
  }
}

/** Instances of modules by key, the least recently added dropped first. */
export class InstanceCache {
  readonly #instances = new Map<string, KernelInstance>()

  constructor(readonly memory: WebAssembly.Memory) {}

  /** Add a module, or mark it as recent. */
  add(key: string, module: WebAssembly.Module): void {
    const instance = this.#instances.get(key) ?? new KernelInstance(module, this.memory)
    this.#instances.delete(key)
    this.#instances.set(key, instance)
    for (const oldest of this.#instances.keys()) {
      if (this.#instances.size <= KEPT) break
      this.#instances.delete(oldest)
    }
  }

  /** @throws RangeError for a module that was not added, or so long ago that it was dropped */
  get(key: string): KernelInstance {
    const instance = this.#instances.get(key)
    if (instance === undefined) throw new RangeError(`no kernel module ${key}`)
    return instance
  }
}
