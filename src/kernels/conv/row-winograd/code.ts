import { emitColumnBlocks } from '../../maps/columns.ts'
import { type Lanes, lanesOf, type Vec } from '../../wasm/lanes.ts'
import { rowProductsName, rowWinogradLayout, type RowWinogradSpec, tilesOfRow } from './layout.ts'
import { type Expr, i32 } from '../../wasm/code.ts'
import type { FunctionBuilder } from '../../wasm/function.ts'
import { ModuleBuilder } from '../../wasm/module.ts'
import { emitPatchColumns } from '../winograd/input.ts'
import { patchOf, TILE } from '../winograd/matrices.ts'
import { emitTileGroups, emitTileStores } from '../winograd/output.ts'
import { emitProducts } from '../winograd/products.ts'
import { transformInput, transformOutput } from '../winograd/transforms.ts'

/**
 * The module of a Winograd convolution F(4, r) along rows, see winograd-matrices.ts: for kernels of any size and stride, and any
 * dilation of their rows. A row of a kernel is cut into segments of r taps of one phase of the stride; sums of products go
 * over channels, rows, phases and segments. For one worker at a time; the workspace is laid out as RowWinogradLayout says. It
 * exports
 * - `input(planes, offset, v)`: transform a row of all channels, `offset` bytes into each of the planes of a table;
 * - `products<F>x<R>(u, v, m, blocks, times)`: see emitProducts; `v` is the place of the first row of an output row's windows;
 * - `output(m, bias, maps, offset, filters)`: transform the sums of so many filters into a row, `offset` bytes into each of the
 *   maps of a table; `outputLast` where that row's last tile may reach over the map's.
 *
 * A tile's values depend on the tile alone, a filter's on the filter alone: lanes are tiles, and sums go in one order.
 *
 * Bound, for every output, in norms of its tile: |y - y64| <= (K + 14) * 2^-24 * (|b| + |A^T| S), K the products in a sum and S the
 * sum of |G g| * (|B^T| |d|): a value passes at most 6 roundings in each transform, one in that of the kernel, K in the sum
 * and one with the bias. That is the worst case; random values stay within 1e-6 of the output's RMS.
 */
export function assembleRowWinograd(spec: RowWinogradSpec): Uint8Array<ArrayBuffer> {
  const { set, shared, filters, inPerGroup, kernel, taps, segments, phases, tilesWide } = spec
  const layout = rowWinogradLayout(spec)
  const module = new ModuleBuilder(shared)
  emitInput(module, spec)
  for (const each of new Set([1, filters])) {
    for (const rows of new Set([1, spec.rowsAtOnce])) {
      emitProducts(module, rowProductsName(each, rows), {
        set,
        positions: patchOf(taps),
        terms: kernel[0] * inPerGroup * phases,
        shifts: segments,
        filters: each,
        rows,
        tiles: ((spec.dilationWidth - 1) * layout.residuePitch) / 4 + tilesWide,
        rowStep: spec.strideHeight * layout.rowPitch,
        ...layout,
      })
    }
  }
  emitOutput(module, spec, false)
  emitOutput(module, spec, true)
  return module.bytes()
}

function emitInput(module: ModuleBuilder, spec: RowWinogradSpec): void {
  const lanes = lanesOf(spec.set)
  const { taps, phases, phasePitch, dilationWidth } = spec
  const { residuePitch, vPitch } = rowWinogradLayout(spec)
  module.function('input', (f) => {
    const planes = f.param('i32')
    const offset = f.param('i32')
    const v = f.param('i32')
    const columns = Array.from({ length: patchOf(taps) }, () => f.local(lanes.type))
    f.repeat(spec.inPerGroup, () => {
      const row = f.local('i32', i32.add(i32.load(planes), offset))
      f.repeat(phases * dilationWidth, () => {
        emitColumnBlocks(f, lanes, spec.tilesWide + spec.segments - 1, 1, ({ start }) => {
          const from = f.local('i32', i32.add(row, i32.mul(start, TILE * dilationWidth)))
          emitPatchColumns(f, lanes, from, columns, dilationWidth)
          const to = f.local('i32', i32.add(v, start))
          transformInput(f, lanes, taps, columns).forEach((value, position) => {
            f.emit(lanes.store(to, value, position * vPitch))
          })
        })
        f.increment(row, phases > 1 ? 4 * phasePitch : 4)
        f.increment(v, residuePitch)
      })
      f.increment(planes, 4)
    })
  })
}

/** Write `output`, or `outputLast`, whose last tiles may reach over the end of the map's row. */
function emitOutput(module: ModuleBuilder, spec: RowWinogradSpec, atEnd: boolean): void {
  const lanes = lanesOf(spec.set)
  const { taps, tilesWide, width, dilationWidth } = spec
  const { residuePitch, filterPitch, mPitch } = rowWinogradLayout(spec)
  /** Columns of a residue's last tile. */
  const lastOf = (residue: number) =>
    Math.ceil((width - residue) / dilationWidth) - TILE * (tilesOfRow(spec) - 1)
  module.function(atEnd ? 'outputLast' : 'output', (f) => {
    const m = f.param('i32')
    const bias = f.param('i32')
    const maps = f.param('i32')
    const offset = f.param('i32')
    const filters = f.param('i32')
    f.loop((again) => {
      const map = f.local('i32', i32.add(i32.load(maps), offset))
      const biases = f.local(lanes.type, lanes.loadSplat(bias))
      for (let residue = 0; residue < dilationWidth; residue++) {
        emitTileGroups(f, lanes, tilesWide, (start, isLast) => {
          const from = f.local('i32', i32.add(m, start))
          const to = f.local('i32', i32.add(map, i32.mul(start, TILE * dilationWidth)))
          const sums = Array.from({ length: patchOf(taps) }, (_, position) =>
            f.local(lanes.type, lanes.load(from, position * mPitch + residue * residuePitch)),
          )
          const pixels = transformOutput(f, lanes, taps, sums).map((value) =>
            f.local(lanes.type, lanes.add(value, biases)),
          )
          const last = atEnd && isLast ? lastOf(residue) : TILE
          if (dilationWidth === 1) emitTileStores(f, lanes, to, pixels, 0, last)
          else emitLaneStores(f, lanes, to, pixels, residue, dilationWidth, last)
        })
      }
      f.increment(m, filterPitch)
      f.increment(bias, 4)
      f.increment(maps, 4)
      f.increment(filters, -1)
      f.branchIf(again, filters)
    })
  })
}

/** Store tiles whose pixels are `step` apart, from the column `first` on, one by one; `last` columns of the last tile. */
function emitLaneStores(
  f: FunctionBuilder,
  lanes: Lanes,
  to: Expr<'i32'>,
  pixels: readonly Vec[],
  first: number,
  step: number,
  last: number,
): void {
  for (let tile = 0; tile < lanes.count; tile++) {
    for (const [x, pixel] of pixels.entries()) {
      if (tile === lanes.count - 1 && x >= last) continue
      f.emit(lanes.storeLane(tile, to, pixel, 4 * (first + step * (TILE * tile + x))))
    }
  }
}
