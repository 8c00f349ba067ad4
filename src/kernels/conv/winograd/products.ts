import { emitColumnBlocks, evenVectors } from '../../maps/columns.ts'
import { lanesOf } from '../../wasm/lanes.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import { i32 } from '../../wasm/code.ts'
import type { ModuleBuilder } from '../../wasm/module.ts'
import { SUMS } from './at-once.ts'

/** Terms that one pass of the products' inner loop takes. */
const UNROLL = 4

/** The matrix products between the transforms of a Winograd convolution, one for each position. Pitches in bytes. */
export interface ProductsSpec {
  readonly set: KernelSet
  readonly positions: number
  /** Rows of transformed inputs that a sum takes in, tilePitch apart. */
  readonly terms: number
  /** Times that each is taken in, every time a tile further to the right. */
  readonly shifts: number
  /** Filters and rows of tiles at once. */
  readonly filters: number
  readonly rows: number
  /** Tiles of a row. */
  readonly tiles: number
  readonly tilePitch: number
  /** From a row's first term to the next row's. */
  readonly rowStep: number
  readonly vPitch: number
  readonly filterPitch: number
  readonly mPitch: number
}

/**
 * Export `name(u, v, m, blocks, times)`: for `blocks` times as many filters and `times` times as many rows, the sums of products at
 * each position. `u` holds weights as [position][block][term][shift][filter], `v` inputs as [position][term][tile], `m`
 * receives [position][filter][row][tile].
 */
export function emitProducts(module: ModuleBuilder, name: string, spec: ProductsSpec): void {
  const lanes = lanesOf(spec.set)
  const { terms, shifts, filters, rows, tiles, tilePitch, rowStep, filterPitch } = spec
  const mostVectors = Math.max(1, Math.floor(SUMS[spec.set] / (filters * rows)))
  const unroll = Math.max(1, Math.floor(UNROLL / shifts))
  module.function(name, (f) => {
    const u = f.param('i32')
    const v = f.param('i32')
    const m = f.param('i32')
    const blocks = f.param('i32')
    const times = f.param('i32')
    const uPitch = f.local('i32', i32.mul(blocks, 4 * filters * terms * shifts))
    const weights = f.local('i32')
    const ofBlock = f.local('i32')
    const windows = f.local('i32')
    const inputs = f.local('i32')
    const target = f.local('i32')
    const targetRow = f.local('i32')
    const left = f.local('i32')
    const rowsLeft = f.local('i32')
    const weight = Array.from({ length: filters }, () => f.local(lanes.type))
    f.repeat(spec.positions, () => {
      emitColumnBlocks(f, lanes, tiles, evenVectors(lanes, tiles, mostVectors), ({ start, offsets }) => {
        const cells = Array.from({ length: rows }, (_, row) =>
          offsets.map((offset) => ({
            from: row * rowStep + offset,
            to: row * tilePitch + offset,
            input: f.local(lanes.type),
          })),
        ).flat()
        const sums = weight.map(() => cells.map(() => f.local(lanes.type)))
        const emitTerms = (count: number) => {
          for (let i = 0; i < count * shifts; i++) {
            const [term, shift] = [Math.floor(i / shifts), i % shifts]
            const weightLoads = weight.map((register, filter) => ({
              register,
              value: lanes.loadSplat(weights, 4 * (i * filters + filter)),
              sums: sums[filter] ?? [],
            }))
            const inputLoads = cells.map(({ from, input }, j) => ({
              register: input,
              value: lanes.load(inputs, term * tilePitch + 4 * shift + from),
              sums: sums.flatMap((ofFilter) => ofFilter[j] ?? []),
            }))
            // The fewer stay in registers while the others pass through one.
            const [held, passed] =
              filters <= cells.length ? [weightLoads, inputLoads] : [inputLoads, weightLoads]
            for (const { register, value } of held) f.set(register, value)
            for (const { register, value, sums: fed } of passed) {
              f.set(register, value)
              fed.forEach((sum, j) => {
                f.set(sum, lanes.madd(held[j]?.register ?? register, register, sum))
              })
            }
          }
          f.increment(weights, 4 * count * shifts * filters)
          f.increment(inputs, count * tilePitch)
        }
        f.set(target, i32.add(m, start))
        f.set(ofBlock, u)
        f.set(left, blocks)
        f.loop((nextBlock) => {
          f.set(windows, i32.add(v, start))
          f.set(targetRow, target)
          f.set(rowsLeft, times)
          f.loop((nextRows) => {
            f.set(weights, ofBlock)
            f.set(inputs, windows)
            for (const sum of sums.flat()) f.set(sum, lanes.constant(0))
            f.repeat(Math.floor(terms / unroll), () => {
              emitTerms(unroll)
            })
            emitTerms(terms % unroll)
            for (const [i, ofFilter] of sums.entries()) {
              for (const [j, { to }] of cells.entries()) {
                const sum = ofFilter[j]
                if (sum) f.emit(lanes.store(targetRow, sum, i * filterPitch + to))
              }
            }
            f.increment(windows, rows * rowStep)
            f.increment(targetRow, rows * tilePitch)
            f.increment(rowsLeft, -1)
            f.branchIf(nextRows, rowsLeft)
          })
          f.set(ofBlock, weights)
          f.increment(target, filters * filterPitch)
          f.increment(left, -1)
          f.branchIf(nextBlock, left)
        })
      })
      f.increment(u, uPitch)
      f.increment(v, spec.vPitch)
      f.increment(m, spec.mPitch)
    })
  })
}
