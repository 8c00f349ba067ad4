import type { ConvBlock } from '../../../src/kernels/conv/direct/shape.ts'
import { convBlock } from '../../../src/kernels/conv/direct/blocks.ts'
import type { KernelSet } from '../../../src/kernels/wasm/sets.ts'
import { TunedLayer } from './layer.ts'
import { race } from './race.ts'
import { shapeNamed, SHAPES } from './shapes.ts'

/** The blocks of one shape: the one that the table gives, and the best, in GFLOP/s. */
export interface Tuned {
  readonly chosen: string
  readonly found: readonly (readonly [block: string, gflops: number])[]
}

/** Blocks that are tried; more of any only spill. */
const MOST = { filters: 8, rows: 6, vectors: 12 }
const LEAST_SUMS = 6
/** Registers, one more than fit, in case the compiler finds a way. */
const REGISTERS = 16

const PRELIMINARY = { warmMs: 15, samples: 8, sampleMs: 0.5 }
const FINAL = { warmMs: 5, samples: 50, sampleMs: 0.7 }

/** Try every block of a shape in a set, then the best `finalists` against each other and against the chosen one. */
async function tune(name: string, set: KernelSet, finalists: number): Promise<Tuned> {
  const info = shapeNamed(name)
  const layer = new TunedLayer(set, info)
  const chosen = nameOf(convBlock(set, info))
  const works = new Map([[chosen, layer.work(convBlock(set, info))]])
  for (const block of candidates(set, info.outPerGroup)) {
    if (!works.has(nameOf(block))) works.set(nameOf(block), layer.work(block))
  }
  const best = ranked(await race(works, PRELIMINARY)).slice(0, finalists)
  const names = new Set([chosen, ...best.map(([block]) => block)])
  const finals = new Map([...works].filter(([block]) => names.has(block)))
  return { chosen, found: ranked(await race(finals, FINAL)) }
}

function ranked(results: ReadonlyMap<string, number>): [string, number][] {
  return [...results].sort(([, a], [, b]) => b - a)
}

function nameOf({ filters, rows, vectors }: ConvBlock): string {
  return `${filters}x${rows}x${vectors}`
}

function candidates(set: KernelSet, outPerGroup: number): ConvBlock[] {
  const blocks: ConvBlock[] = []
  for (let filters = 1; filters <= Math.min(MOST.filters, outPerGroup); filters++) {
    for (let rows = 1; rows <= MOST.rows; rows++) {
      for (let vectors = 1; vectors <= MOST.vectors; vectors++) {
        const cells = rows * vectors
        const product = set === 'relaxed' ? 0 : 1
        const registers = filters * cells + Math.min(filters, cells) + 1 + product
        if (filters * cells >= LEAST_SUMS && registers <= REGISTERS) blocks.push({ filters, rows, vectors })
      }
    }
  }
  return blocks
}

/** What the driver calls in this page. */
const tuner = { names: Object.keys(SHAPES), tune }

declare global {
  interface Window {
    tuner: typeof tuner
  }
}

window.tuner = tuner
