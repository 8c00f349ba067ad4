import { KernelInstance } from './instances.ts'
import { lanesOf } from './lanes.ts'
import type { KernelSet } from './sets.ts'
import { ModuleBuilder } from './module.ts'

const SETS: readonly KernelSet[] = ['plain', 'simd', 'relaxed']

/** A module with `madd(a, b)`: store a * b + b at address 0, as often as the set has lanes. */
function trial(set: KernelSet): Uint8Array<ArrayBuffer> {
  const lanes = lanesOf(set)
  const module = new ModuleBuilder(false)
  module.function('madd', (f) => {
    const a = lanes.splat(f.param('f32'))
    const b = lanes.splat(f.param('f32'))
    f.emit(lanes.store(0, lanes.madd(a, b, b)))
  })
  return module.bytes()
}

function works(set: KernelSet): boolean {
  const bytes = trial(set)
  try {
    if (!WebAssembly.validate(bytes)) return false
    const memory = new WebAssembly.Memory({ initial: 1 })
    new KernelInstance(new WebAssembly.Module(bytes), memory).get('madd')(3, 5)
    return new Float32Array(memory.buffer, 0, lanesOf(set).count).every((value) => value === 20)
  } catch {
    return false // missing, switched off, or forbidden by a policy
  }
}

let found: readonly KernelSet[] | null = null

/** The sets that this browser runs, slowest first; each was tried, once. Empty where WebAssembly is switched off. */
export function supportedSets(): readonly KernelSet[] {
  found ??= SETS.filter(works)
  return found
}

/** The fastest supported set. @throws RangeError where WebAssembly is switched off */
export function bestSet(): KernelSet {
  const best = supportedSets().at(-1)
  if (best === undefined) {
    throw new RangeError(
      'No maps can be computed: WebAssembly is missing or switched off in this browser. Photos still open, and layers and filters can be edited and saved.',
    )
  }
  return best
}
