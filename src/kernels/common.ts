import { addFetch } from './fetch.ts'
import { addHalo } from './halo-kernel.ts'
import { lanesOf } from './lanes.ts'
import { addColor, addPaint } from './paint.ts'
import { addPointwise } from './pointwise.ts'
import type { KernelSet } from './sets.ts'
import { addStats } from './stats.ts'
import { ModuleBuilder } from './wasm-module.ts'

/** The module of all kernels that do not depend on a layer's shape: halo, stats, the pointwise ops, paint. */
export function commonModule(set: KernelSet, shared: boolean): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(shared)
  const lanes = lanesOf(set)
  addFetch(module)
  addHalo(module, lanes)
  addStats(module, lanes)
  addPointwise(module, lanes)
  addPaint(module, lanes)
  addColor(module, lanes)
  return module.bytes()
}
