import { bestSet } from '../kernels/wasm/probe.ts'
import type { KernelSet } from '../kernels/wasm/sets.ts'
import { reserveMemory } from './resident/arena-memory.ts'
import type { Engine, EngineMode } from './engine.ts'
import { PoolExecutor } from './pool/pool-executor.ts'
import { ResidentEngine } from './resident/resident-engine.ts'
import { WorkerPool } from './pool/worker-pool.ts'

/** Choices of an engine; everything has a default that fits the machine. */
export interface EngineOptions {
  /** Workers, at least 1; the machine's logical processors unless given. */
  readonly threads?: number
  /** Shared where the page is cross-origin isolated, else copying, unless given. */
  readonly mode?: EngineMode
  /** The best instruction set of the machine unless given. */
  readonly set?: KernelSet
  /** Most memory to reserve, in MB. */
  readonly mostMemoryMB?: number
  /** A program without progress for this long is taken to hang, in ms. */
  readonly stallMs?: number
  /** Makes the workers; for tests. */
  readonly createWorker?: () => Worker
}

/** A tile takes milliseconds; even a slow machine under load completes one in this time. */
const STALL_MS = 10_000

/**
 * An engine ready to run. What only rarer modes need is loaded when they are chosen. Unless a mode is asked for, one that does
 * not start, whatever the page's globals promised, gives way to the next.
 * @throws WorkerError when no worker starts, MemoryError when no memory is to be had, RangeError without WebAssembly
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { set = bestSet() } = options
  if (options.mode !== undefined) return await start(options.mode, 'as asked for', set, options)
  if (typeof SharedArrayBuffer === 'undefined' || !globalThis.crossOriginIsolated) {
    const lack = globalThis.crossOriginIsolated
      ? 'This browser has no SharedArrayBuffer'
      : 'This page is not cross-origin isolated'
    return await startCopying(`${lack}, so workers cannot share memory`, set, options)
  }
  try {
    return await start('shared', 'Workers share one memory.', set, options)
  } catch (error) {
    return await startCopying(`Workers cannot share memory here (${messageOf(error)})`, set, options)
  }
}

async function startCopying(why: string, set: KernelSet, options: EngineOptions): Promise<Engine> {
  try {
    return await start('copying', `${why}: every band is copied, which is slower.`, set, options)
  } catch (error) {
    const reason = `No workers start here (${messageOf(error)})`
    return await start('inline', `${reason}: the page computes by itself, slowly.`, set, options)
  }
}

async function start(mode: EngineMode, why: string, set: KernelSet, options: EngineOptions): Promise<Engine> {
  const { stallMs = STALL_MS, createWorker = newConvWorker, mostMemoryMB } = options
  if (mode === 'inline') {
    const { InlineExecutor } = await import('./pool/inline-executor.ts')
    const { TileRunner } = await import('../kernels/run/tile-runner.ts')
    const memory = reserveMemory(false, mostMemoryMB ?? INLINE_MB)
    return new ResidentEngine(mode, set, why, memory, new InlineExecutor(new TileRunner(memory, set)))
  }
  // 0 or undefined where a browser does not tell
  const threads = options.threads ?? Math.max(1, navigator.hardwareConcurrency || 1)
  if (mode === 'copying') {
    const { CopyingEngine } = await import('./copying/copying-engine.ts')
    const pool = new WorkerPool({ set, memory: null, createWorker })
    await pool.resize(threads)
    return new CopyingEngine(set, why, pool, stallMs)
  }
  const memory = reserveMemory(true, mostMemoryMB)
  const executor = await PoolExecutor.start(threads, { set, memory, createWorker }, stallMs)
  return new ResidentEngine(mode, set, why, memory, executor)
}

/** The calling thread's own memory, in MB. */
const INLINE_MB = 1024

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
}

function newConvWorker(): Worker {
  return new Worker(new URL('../../workers/conv/worker.ts', import.meta.url), {
    type: 'module',
    name: 'conv',
  })
}
