import { kernelCentre } from '../../core/bank/bank.ts'
import { weightWords } from '../../core/bank/on-channels.ts'
import type { FilterBank } from '../../core/layers/layer.ts'
import { MAX_KERNEL } from '../../core/layers/limits.ts'
import type { Pair } from '../../core/tensor.ts'
import type { TextNumbers } from '../../formats/kernel-text.ts'
import type { FilterbankDocument } from './document.ts'
import { bankAt, changeLayer, type Edit } from './edits.ts'
import { pasteNumbers, trimmed, type PastePlace } from './paste-numbers.ts'

/** A way to put numbers into kernels of another size. */
export interface PasteWay {
  /** What it does, as a button says it. */
  readonly name: string
  /** What becomes of what is there, and what is lost. */
  readonly detail: string
  readonly edit: Edit
}

/** Planes of numbers that are no kernels of the layer's size. */
interface OtherPlanes {
  /** Sizes in front: of a filter, of the bank, none of a kernel. */
  readonly stack: readonly number[]
  readonly size: Pair
}

/**
 * The ways to paste a matrix, or a filter or a bank of them, whose size is not that of the layer's kernels: resize these, fit it in
 * the middle, or fill cells from the selected one on. Empty where there is nothing to choose: see pasteNumbers.
 */
export function pasteWays(
  document: FilterbankDocument,
  at: number,
  place: PastePlace,
  { shape, values }: TextNumbers,
): readonly PasteWay[] {
  const bank = bankAt(document, at)
  const other = otherPlanes(bank, trimmed(shape))
  if (other === null) return []
  const { stack, size } = other
  const [, , height, width] = bank.weight.shape
  const numbers = { shape: [...stack, ...size], values }
  const fits = size[0] <= height && size[1] <= width
  const ways: PasteWay[] = []
  if (Math.max(...size) <= MAX_KERNEL) ways.push(resized(document, at, place, numbers, size))
  const fitted = inTheMiddle(numbers, [height, width])
  ways.push({
    name: 'Fit in the middle',
    detail: fits
      ? `Zeros around it, as kernels are ${height} × ${width}.`
      : croppedWords(values, fitted.values),
    edit: pasteNumbers(document, at, place, fitted),
  })
  if (fits && stack.length === 0)
    ways.push({
      name: `Fill ${size.join(' × ')} cells`,
      detail: `From row ${Math.min(place.cell[0], height - size[0])}, column ${Math.min(place.cell[1], width - size[1])} on; the other weights stay.`,
      edit: pasteNumbers(document, at, place, numbers),
    })
  return ways
}

/** Null for what fits, for cells in a row, and for what is of no use to this bank: a list longer than any kernel, too. */
function otherPlanes(bank: FilterBank, shape: readonly number[]): OtherPlanes | null {
  const [filters, perGroup, height, width] = bank.weight.shape
  if (shape.length === 1 && (shape[0] ?? 0) > MAX_KERNEL ** 2) return null
  const size = sizeOf(shape, width)
  const stack = shape.slice(0, -2)
  const isKnown = stack.length === 0 || stack.join() === [filters, perGroup].slice(-stack.length).join()
  const isKernel = size[0] === height && size[1] === width
  const isCells = Math.min(...size) === 1 && size[0] <= height && size[1] <= width && stack.length === 0
  const isWhole = stack.length === 0 && shape.length === 1 && shape[0] === height * width
  return !isKnown || isKernel || isCells || isWhole ? null : { stack, size }
}

/** Rows and columns; those of a square of as many numbers in a row, where the row is longer than a kernel. */
function sizeOf(shape: readonly number[], width: number): Pair {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1]
  const side = Math.sqrt(columns)
  return shape.length === 1 && columns > width && Number.isInteger(side) ? [side, side] : [rows, columns]
}

function resized(
  document: FilterbankDocument,
  at: number,
  place: PastePlace,
  numbers: TextNumbers,
  kernelSize: Pair,
): PasteWay {
  const bank = bankAt(document, at)
  const padding = paddingFor(bank, kernelSize)
  const edit = changeLayer(document, at, { kernelSize, ...(padding && { padding }) })
  const pasted = pasteNumbers(edit.document, at, { ...place, cell: [0, 0] }, numbers)
  const count = bank.weight.shape[0] * bank.weight.shape[1]
  return {
    name: `Resize kernels to ${kernelSize.join(' × ')}`,
    detail: `${count === 1 ? 'The kernel becomes' : `All ${count} kernels of the layer become`} ${kernelSize.join(' × ')}. ${
      edit.message ?? 'No weight is lost.'
    }`,
    edit: { ...pasted, ...(edit.message !== undefined && { message: edit.message }) },
  }
}

/** Where padding keeps maps in size, that of other kernels which keeps them so. */
function paddingFor({ weight, params }: FilterBank, size: Pair): Pair | null {
  const { padding, dilation } = params
  if (typeof padding === 'string') return null
  const keeping = ([h, w]: Pair): Pair => [(dilation[0] * (h - 1)) / 2, (dilation[1] * (w - 1)) / 2]
  const [, , height, width] = weight.shape
  const before = keeping([height, width])
  const [h, w] = keeping(size)
  return before[0] === padding[0] && before[1] === padding[1] ? [Math.floor(h), Math.floor(w)] : null
}

/** Planes on the centres of larger or smaller ones: see setKernelSize. */
export function inTheMiddle({ shape, values }: TextNumbers, to: Pair): TextNumbers {
  const [height, width] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1]
  const count = values.length / (height * width)
  const down = kernelCentre(to[0]) - kernelCentre(height)
  const right = kernelCentre(to[1]) - kernelCentre(width)
  const fitted = new Float32Array(count * to[0] * to[1])
  values.forEach((value, i) => {
    const row = (Math.floor(i / width) % height) + down
    const column = (i % width) + right
    if (row < 0 || row >= to[0] || column < 0 || column >= to[1]) return
    fitted[(Math.floor(i / (height * width)) * to[0] + row) * to[1] + column] = value
  })
  return { shape: [...shape.slice(0, -2), ...to], values: fitted }
}

function croppedWords(before: Float32Array, after: Float32Array): string {
  const lost = nonzero(before) - nonzero(after)
  return lost === 0 ? 'Only zeros are cut off.' : `${weightWords(lost, 'non-zero')} cut off.`
}

function nonzero(values: Float32Array): number {
  return values.reduce((count, value) => (value === 0 ? count : count + 1), 0)
}
