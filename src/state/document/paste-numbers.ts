import type { Kernel } from '../../core/bank/kernel-ops.ts'
import type { KernelRange } from '../../core/bank/weight-ops.ts'
import type { TextNumbers } from '../../formats/kernel-text.ts'
import type { FilterbankDocument } from './document.ts'
import { bankAt, setBank, type Edit } from './edits.ts'
import { writeKernels } from './filter-edits.ts'

/** Where pasted numbers go: a kernel of a filter, from a cell on. */
export interface PastePlace {
  readonly filter: number
  readonly channel: number
  readonly cell: readonly [row: number, column: number]
  /** All kernels of the filter take a pasted plane. */
  readonly linked: boolean
}

/**
 * Put pasted numbers into a bank: the whole bank's shape fills the bank, a filter's fills the filter, a plane as large as a
 * kernel fills the kernel, a smaller one the cells from the selected one on.
 * @throws RangeError in plain words, when they fit nowhere
 */
export function pasteNumbers(
  document: FilterbankDocument,
  at: number,
  place: PastePlace,
  numbers: TextNumbers,
): Edit {
  const bank = bankAt(document, at)
  const [filters, perGroup, height, width] = bank.weight.shape
  const { values } = numbers
  const shape = trimmed(numbers.shape)
  const is = (...sizes: readonly number[]) => shape.join() === sizes.join()
  if (filters > 1 && is(filters, perGroup, height, width)) {
    const edit = setBank(document, at, { ...bank, weight: { ...bank.weight, data: values } }, 'Paste bank')
    return { ...edit, message: 'Pasted over the whole bank.' }
  }
  const fill = (ranges: readonly KernelRange[], label: string, from = values) =>
    writeKernels(document, at, ranges, { name: label, apply: (kernel) => ({ ...kernel, values: from }) })
  if (perGroup > 1 && is(perGroup, height, width)) return fill([{ filter: place.filter }], 'Paste filter')
  const channels = place.linked ? Array.from({ length: perGroup }, (_, i) => i) : [place.channel]
  const kernels = channels.map((channel) => ({ filter: place.filter, channel }))
  if (is(height, width) || is(height * width)) return fill(kernels, 'Paste kernel')
  const [rows, columns] = shape.length === 1 ? [1, shape[0] ?? 0] : [shape[0] ?? 0, shape[1] ?? 0]
  if (shape.length > 2 || rows > height || columns > width) {
    throw new RangeError(
      `${shape.join(' × ')} numbers do not fit a kernel of ${height} × ${width}, a filter of ${perGroup} × ${height} × ${width} or the bank of ${bank.weight.shape.join(' × ')}.`,
    )
  }
  const [row, column] = [Math.min(place.cell[0], height - rows), Math.min(place.cell[1], width - columns)]
  const apply = (kernel: Kernel) => {
    const next = kernel.values.slice()
    for (let y = 0; y < rows; y++) {
      next.set(values.subarray(y * columns, (y + 1) * columns), (row + y) * width + column)
    }
    return { ...kernel, values: next }
  }
  return writeKernels(document, at, kernels, { name: 'Paste weights', apply })
}

/** A shape without the ones in front. */
export function trimmed(shape: readonly number[]): readonly number[] {
  const first = shape.findIndex((size) => size !== 1)
  return first < 0 ? shape.slice(-1) : shape.slice(Math.min(first, shape.length - 1))
}
