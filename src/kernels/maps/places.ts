import type { Ptr } from '../program/pointer.ts'
import { wordAt } from '../program/pointer.ts'
import type { KernelInstance } from '../wasm/instances.ts'

/**
 * Where the values of planes come from that are those of other planes at other places. A plane of the output is cut into cells of
 * `cell` x `cell` values, and each place in a cell has a plane of its own that it comes from.
 */
export interface Places {
  /** For each plane to write, cell * cell planes, row by row. */
  readonly inputTable: Ptr
  readonly outputTable: Ptr
  readonly cell: number
  /** For each row the row of its source, -1 where all of it is `value`. */
  readonly rows: Int32Array
  /** The row of its cell that the first row is. */
  readonly firstOfCell: number
  /** For each column of cells the byte offset in a row of the source, i32, negative where it is `value`. */
  readonly columns: Ptr
  /** Columns of cells. */
  readonly count: number
  /** The longest run of them whose sources are neighbours. */
  readonly run: { readonly at: number; readonly length: number; readonly source: number }
  readonly value: number
  /** Floats from one row to the next. */
  readonly inputPitch: number
  readonly outputPitch: number
}

/** The longest run of columns, from `at` on, whose sources follow one another. */
export function longestRun(columns: Int32Array): Places['run'] {
  let best = { at: 0, length: 0, source: 0 }
  for (let at = 0; at < columns.length;) {
    const source = columns[at] ?? -1
    let length = 1
    while (source >= 0 && columns[at + length] === source + length) length++
    if (source >= 0 && length > best.length) best = { at, length, source }
    at += length
  }
  return best
}

/** Write rows [from, to) of plane `map`. @param common kernels that do not depend on a layer */
export function runPlaces(
  places: Places,
  { map, from, to }: { readonly map: number; readonly from: number; readonly to: number },
  common: KernelInstance,
  words: Uint32Array,
  floats: Float32Array,
): void {
  const { cell, rows, count, columns, run, value, inputPitch, outputPitch } = places
  const [gather, copy] = [common.get('gather'), common.get('copy')]
  const output = wordAt(words, places.outputTable + 4 * map)
  const width = count * cell
  for (let row = from; row < to; row++) {
    const source = rows[row] ?? -1
    const target = output + 4 * row * outputPitch
    if (source < 0) {
      floats.fill(value, target / 4, target / 4 + width)
      continue
    }
    if (cell === 1 && row > from && rows[row - 1] === source) {
      copy(target - 4 * outputPitch, target, width, 0, 0)
      continue
    }
    const firstOfRow = map * cell * cell + ((row + places.firstOfCell) % cell) * cell
    for (let i = 0; i < cell; i++) {
      const input = wordAt(words, places.inputTable + 4 * (firstOfRow + i)) + 4 * source * inputPitch
      if (cell > 1) {
        gather(input, target + 4 * i, columns, count, 4 * cell, value)
        continue
      }
      const behind = run.at + run.length
      gather(input, target, columns, run.at, 4, value)
      copy(input + 4 * run.source, target + 4 * run.at, run.length, 0, 0)
      gather(input, target + 4 * behind, columns + 4 * behind, count - behind, 4, value)
    }
  }
}
