import { emitColumnBlocks, evenVectors } from './columns.ts'
import { lanesOf } from './lanes.ts'
import type { KernelSet } from './sets.ts'
import { i32 } from './wasm-code.ts'
import type { ModuleBuilder } from './wasm-module.ts'
import { productsName, tilesWide, winogradLayout, type WinogradSpec } from './winograd-layout.ts'
import { POSITIONS } from './winograd-matrices.ts'

/** Channels that one pass of the products' inner loop takes. */
const UNROLL = 4

/** Sums that stay in registers while channels pass: the most of each number of filters. */
const SUMS: Readonly<Record<KernelSet, number>> = { plain: 8, simd: 8, relaxed: 12 }

/** Write the products of `filters` filters in bands of `tileRows` rows of tiles, see winogradModule. */
export function emitProducts(
  module: ModuleBuilder,
  spec: WinogradSpec,
  filters: number,
  tileRows: number,
): void {
  const lanes = lanesOf(spec.set)
  const { tilePitch, vPitch, mPitch } = winogradLayout(spec)
  const { inPerGroup } = spec
  const tiles = tilesWide(spec) * tileRows
  const mostVectors = Math.floor(SUMS[spec.set] / filters)
  module.function(productsName(spec, filters, tileRows), (f) => {
    const u = f.param('i32')
    const v = f.param('i32')
    const m = f.param('i32')
    const blocks = f.param('i32')
    const uPitch = f.local('i32', i32.mul(blocks, 4 * filters * inPerGroup))
    const weights = f.local('i32')
    const inputs = f.local('i32')
    const target = f.local('i32')
    const left = f.local('i32')
    const weight = Array.from({ length: filters }, () => f.local(lanes.type))
    f.repeat(POSITIONS, () => {
      emitColumnBlocks(f, lanes, tiles, evenVectors(lanes, tiles, mostVectors), ({ start, offsets }) => {
        const cells = offsets.map((offset) => ({ offset, input: f.local(lanes.type) }))
        const sums = weight.map(() => cells.map(() => f.local(lanes.type)))
        const emitChannels = (count: number) => {
          for (let c = 0; c < count; c++) {
            weight.forEach((register, i) => {
              f.set(register, lanes.loadSplat(weights, 4 * (c * filters + i)))
            })
            cells.forEach(({ offset, input }, j) => {
              f.set(input, lanes.load(inputs, c * tilePitch + offset))
              weight.forEach((register, i) => {
                const sum = sums[i]?.[j]
                if (sum) f.set(sum, lanes.madd(register, input, sum))
              })
            })
          }
          f.increment(weights, 4 * count * filters)
          f.increment(inputs, count * tilePitch)
        }
        f.set(target, i32.add(m, start))
        f.set(weights, u)
        f.set(left, blocks)
        f.loop((again) => {
          f.set(inputs, i32.add(v, start))
          for (const sum of sums.flat()) f.set(sum, lanes.constant(0))
          f.repeat(Math.floor(inPerGroup / UNROLL), () => {
            emitChannels(UNROLL)
          })
          emitChannels(inPerGroup % UNROLL)
          for (const [i, ofFilter] of sums.entries()) {
            for (const [j, { offset }] of cells.entries()) {
              const sum = ofFilter[j]
              if (sum) f.emit(lanes.store(target, sum, i * tilePitch + offset))
            }
          }
          f.increment(target, filters * tilePitch)
          f.increment(left, -1)
          f.branchIf(again, left)
        })
      })
      f.increment(u, uPitch)
      f.increment(v, vPitch)
      f.increment(m, mPitch)
    })
  })
}
