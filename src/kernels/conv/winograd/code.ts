import { ModuleBuilder } from '../../wasm/module.ts'
import { emitInput } from './input.ts'
import { POSITIONS } from './kernel.ts'
import { isNarrow, productsName, tilesOf, winogradLayout, type WinogradSpec } from './layout.ts'
import { emitNarrowInput, emitNarrowOutput } from './narrow.ts'
import { emitOutput } from './output.ts'
import { emitProducts } from './products.ts'

/**
 * The module of a Winograd convolution of bands of tiles, see winograd-matrices.ts. For one worker at a time; the
 * workspace is laid out as WinogradLayout says. It exports
 * - `input(plane, rows, v, tileRows)`: transform a channel of a band from its first padded row; `rows` is room for a row of tiles;
 * - `products<F>x<P>(u, v, m, blocks)`: for `blocks` times F filters and P tiles, the sums over channels at each position;
 * - `output(m, bias, map, rows)`: transform a filter's sums into `rows` rows of its map.
 *
 * A tile's values depend on the tile alone, a filter's on the filter alone: lanes are tiles, and sums go by channel.
 *
 * Bound, for every output, in norms of its tile: |y - y64| <= (C + 18) * 2^-24 * (|b| + [|A^T| S |A|]), C channels a group and
 * S the sum over channels of |G g G^T| * (|B^T| |d| |B|). A value passes 8 roundings in each transform of the input and of
 * the sums (4 in each direction), one in that of the kernel, C in the sum and one with the bias (componentwise error
 * analysis as in Barabasz et al., Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural
 * Networks, 2020). That is the worst case; random values stay within 1e-5 of the output's RMS.
 */
export function assembleWinograd(spec: WinogradSpec): Uint8Array<ArrayBuffer> {
  const { set, shared, inPerGroup, tileRows, filters } = spec
  const layout = winogradLayout(spec)
  const module = new ModuleBuilder(shared)
  if (isNarrow(spec)) emitNarrowInput(module, spec)
  else emitInput(module, spec)
  for (const rows of tileRows) {
    for (const each of new Set([1, filters])) {
      emitProducts(module, productsName(spec, each, rows), {
        set,
        positions: POSITIONS,
        terms: inPerGroup,
        shifts: 1,
        filters: each,
        rows: 1,
        tiles: tilesOf(spec, rows),
        rowStep: 0,
        tilePitch: layout.tilePitch,
        filterPitch: layout.tilePitch,
        vPitch: layout.vPitch,
        mPitch: layout.mPitch,
      })
    }
  }
  if (isNarrow(spec)) emitNarrowOutput(module, spec)
  else emitOutput(module, spec)
  return module.bytes()
}
