import type { KernelModule } from '../../kernels/wasm/kernel-module.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'
import type { Kernels } from './scratch.ts'

/** Collects what the steps of a program need: kernels, and workspace for each worker. */
export class KernelNeeds implements Kernels {
  readonly modules = new Map<string, KernelModule['assemble']>()
  #workspaceBytes = 0

  constructor(
    readonly set: KernelSet,
    readonly shared: boolean,
  ) {}

  /** Bytes of workspace of a worker: the most that any step asked for. */
  get workspaceBytes(): number {
    return this.#workspaceBytes
  }

  need({ key, assemble }: KernelModule): void {
    this.modules.set(key, assemble)
  }

  workspace(bytes: number): void {
    this.#workspaceBytes = Math.max(this.#workspaceBytes, bytes)
  }
}
