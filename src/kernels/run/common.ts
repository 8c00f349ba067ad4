import { addFetch } from '../conv/direct/fetch.ts'
import { addBlend, addGather } from '../maps/gather.ts'
import { addHalo } from '../maps/halo-kernel.ts'
import { lanesOf } from '../wasm/lanes.ts'
import { addColor, addPaint } from '../painting/paint.ts'
import { addPointwise } from '../maps/pointwise.ts'
import type { KernelSet } from '../wasm/sets.ts'
import { addStats } from '../maps/stats.ts'
import { ModuleBuilder } from '../wasm/module.ts'

/** The module of all kernels that do not depend on a layer's shape: halo, gather, stats, the pointwise ops, paint. */
export function commonModule(set: KernelSet, shared: boolean): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(shared)
  const lanes = lanesOf(set)
  addFetch(module)
  addHalo(module, lanes)
  addGather(module)
  addBlend(module)
  addStats(module, lanes)
  addPointwise(module, lanes)
  addPaint(module, lanes)
  addColor(module, lanes)
  return module.bytes()
}
