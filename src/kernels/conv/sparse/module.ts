import type { KernelModule } from '../../wasm/kernel-module.ts'
import type { ModuleTarget } from '../face.ts'
import type { SparseShape } from './shape.ts'

/** The module of a convolution by lists of taps, see code.ts. */
export function sparseModule(shape: SparseShape, target: ModuleTarget): KernelModule {
  const key = `sparse-${target.set}-${target.shared ? 'shared' : 'own'}-w${shape.layout.w.out}`
  return { key, assemble: async () => (await import('./code.ts')).assembleSparse(shape, target) }
}
