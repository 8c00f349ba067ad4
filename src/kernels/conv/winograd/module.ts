import type { KernelModule } from '../../wasm/kernel-module.ts'
import type { WinogradSpec } from './layout.ts'

/** The module of a Winograd convolution, see code.ts. */
export function winogradModule(spec: WinogradSpec): KernelModule {
  const { set, shared, inPerGroup, width, rowPitch, tileRows, filters, chunk } = spec
  const key = `winograd-${set}-${shared ? 'shared' : 'own'}-c${inPerGroup}-w${width}-r${rowPitch}-t${tileRows.join('+')}-${filters}of${chunk}`
  return { key, assemble: async () => (await import('./code.ts')).assembleWinograd(spec) }
}
