import { KernelInstance } from '../wasm/instances.ts'
import { lanesOf } from '../wasm/lanes.ts'
import type { KernelSet } from '../wasm/sets.ts'
import { i32 } from '../wasm/code.ts'
import { ModuleBuilder } from '../wasm/module.ts'

/** What one thread can do at most; rates of threads that probe at the same time add up. */
export interface PeakRates {
  /** GFLOP/s of the set's multiply-add on registers, two for each lane. */
  readonly multiplyAdd: number
  /** GB/s of stores to memory that no cache holds. */
  readonly fill: number
  /** GB/s copied from and to such memory, counted one way. */
  readonly copy: number
}

/** Independent sums: at least 10 hide the latency of an addition, more than 12 do not fit the registers of x64. */
const SUMS = 10
/** Each vector read from memory feeds two sums, so that no product is the same twice and none can be hoisted. */
const READS = SUMS / 2
const UNROLLED = 4
/** Where the multiply-adds read: 4 KB, in the first-level cache, and what the last vectors reach beyond it. */
const OPERANDS = 4096
const FIRST_BYTE = 8192
/** Filled or copied at a time: more than the caches of common machines. */
const BULK = 64 * 1024 * 1024
const PAGE = 65_536

/** A slice of the probe: long enough for the clock, short enough for some to be undisturbed. */
const SLICE_MS = 5

/** Exports `multiplyAdd(iterations)`, `fill(to, bytes)` and `copy(to, from, bytes)`; bytes are a multiple of 128. */
function peakModule(set: KernelSet): Uint8Array<ArrayBuffer> {
  const lanes = lanesOf(set)
  const module = new ModuleBuilder(false)
  module.function('multiplyAdd', (f) => {
    const iterations = f.param('i32')
    const at = f.local('i32')
    const i = f.local('i32')
    const factors = [0.75, 1.25].map((value) => f.local(lanes.type, lanes.constant(value)))
    const sums = Array.from({ length: SUMS }, () => f.local(lanes.type))
    const read = f.local(lanes.type)
    f.forUntil(i, iterations, UNROLLED, () => {
      for (let step = 0; step < UNROLLED; step++) {
        for (let r = 0; r < READS; r++) {
          f.set(read, lanes.load(at, 16 * (step * READS + r)))
          for (const [j, factor] of factors.entries()) {
            const sum = sums[2 * r + j]
            if (sum !== undefined) f.set(sum, lanes.madd(read, factor, sum))
          }
        }
      }
      f.set(at, i32.and(i32.add(at, 64), OPERANDS - 64))
    })
    for (const [j, sum] of sums.entries()) f.emit(lanes.store(FIRST_BYTE - 512 + 16 * j, sum))
  })
  const perRound = 128 / lanes.bytes
  module.function('fill', (f) => {
    const to = f.param('i32')
    const end = f.local('i32', i32.add(to, f.param('i32')))
    const value = f.local(lanes.type, lanes.constant(1))
    f.forUntil(to, end, 128, () => {
      for (let k = 0; k < perRound; k++) f.emit(lanes.store(to, value, k * lanes.bytes))
    })
  })
  module.function('copy', (f) => {
    const to = f.param('i32')
    const from = f.param('i32')
    const end = f.local('i32', i32.add(to, f.param('i32')))
    f.forUntil(to, end, 128, () => {
      for (let k = 0; k < perRound; k++) {
        f.emit(lanes.store(to, lanes.load(from, k * lanes.bytes), k * lanes.bytes))
      }
      f.increment(from, 128)
    })
  })
  return module.bytes()
}

/**
 * Measure what the calling thread can do at most in a set of instructions. It takes the time three times and 130 MB
 * meanwhile, and blocks; for a worker. Start it in several at once to learn what they do together.
 * @param ms for each of the three rates, at least some slices of 5 ms
 */
export function probePeak(set: KernelSet, ms: number): PeakRates {
  const pages = (FIRST_BYTE + 2 * BULK) / PAGE + 1
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const kernels = new KernelInstance(new WebAssembly.Module(peakModule(set)), memory)
  new Float32Array(memory.buffer, 0, FIRST_BYTE / 4).fill(1 / 1024)
  const multiplyAdd = kernels.get('multiplyAdd')
  const fill = kernels.get('fill')
  const copy = kernels.get('copy')
  const floatOps = 2 * SUMS * lanesOf(set).count
  return {
    multiplyAdd: bestRate(ms, 4096, (n) => multiplyAdd(n * UNROLLED)) * UNROLLED * floatOps * 1e-6,
    fill: bestRate(ms, 1, (n) => repeat(n, () => fill(FIRST_BYTE, BULK))) * BULK * 1e-6,
    copy: bestRate(ms, 1, (n) => repeat(n, () => copy(FIRST_BYTE, FIRST_BYTE + BULK, BULK))) * BULK * 1e-6,
  }
}

/**
 * Units of work in a millisecond, in the best slice. The first and last slices do not count: threads that are to probe at
 * the same time may be alone in them.
 * @param least units to begin with
 */
function bestRate(ms: number, least: number, work: (units: number) => void): number {
  const timed = (units: number) => {
    const start = performance.now()
    work(units)
    return performance.now() - start
  }
  let units = least
  while (timed(units) < SLICE_MS) units *= 2
  const rates: number[] = []
  const end = performance.now() + ms
  do rates.push(units / timed(units))
  while (performance.now() < end)
  return Math.max(...(rates.length > 4 ? rates.slice(1, -1) : rates))
}

function repeat(times: number, work: () => void): void {
  for (let i = 0; i < times; i++) work()
}
