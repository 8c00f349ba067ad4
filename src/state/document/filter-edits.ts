import type { Sources } from '../../core/layers/groups.ts'
import { setWeight } from '../../core/bank/bank.ts'
import { inChannelsOf } from '../../core/layers/conv2d.ts'
import { ShapeError } from '../../core/errors.ts'
import { added, all, duplicated, evenFilters, moved, removed } from '../../core/bank/filter-list.ts'
import { kaimingUniform, type Kernel } from '../../core/bank/kernel-ops.ts'
import { TOO_LARGE } from '../../core/layers/limits.ts'
import { rewiredWords } from '../../core/bank/on-channels.ts'
import { arrangeFilters } from '../../core/bank/rewire.ts'
import { mapKernels, type KernelRange, type WeightOp } from '../../core/bank/weight-ops.ts'
import type { FilterbankDocument } from './document.ts'
import { bankAt, setBank, setLayer, withBank, withMessage, type Edit } from './edits.ts'

/** An edit of the list of filters, with the filters to select. */
export interface FilterEdit extends Edit {
  readonly filters: readonly number[]
}

/** Add a filter behind one, or, in a layer of several groups, one to every group: groups stay equal. */
export function addFilter(document: FilterbankDocument, at: number, after: number): FilterEdit {
  const bank = bankAt(document, at)
  const { groups } = bank.params
  const sources = added(bank.weight.shape[0], groups, after)
  const message = groups === 1 ? '' : `Added ${groups} filters, one to every group.`
  return rearranged(document, at, sources, 'Add filter', (source) => source === null, message)
}

/** Put a copy behind each of these filters; see evenFilters for those of several groups. */
export function duplicateFilters(
  document: FilterbankDocument,
  at: number,
  filters: readonly number[],
): FilterEdit {
  const { count, even } = evenly(document, at, filters)
  const sources = duplicated(count, even)
  const message =
    even.length === filters.length ? '' : `Copied ${even.length} filters: every group gets as many.`
  const isCopy = (source: number | null, i: number) => source !== null && sources[i - 1] === source
  return rearranged(document, at, sources, `Duplicate ${counted(even.length)}`, isCopy, message)
}

/**
 * Take filters away, and with them what later layers made of their maps; see evenFilters for those of several groups.
 * @throws ShapeError when none would be left
 */
export function removeFilters(
  document: FilterbankDocument,
  at: number,
  filters: readonly number[],
): FilterEdit {
  const { count, even } = evenly(document, at, filters)
  const sources = removed(count, even)
  const because = even.length === filters.length ? '' : ', as many in every group'
  const next = Math.min(even[0] ?? 0, sources.length - 1)
  return rearranged(
    document,
    at,
    sources,
    `Remove ${counted(even.length)}`,
    (_, filter) => filter === next,
    `Removed ${counted(even.length)}${because}.`,
  )
}

/** Move filters so that they stand in a row from `to` on; each goes on reading what it read, as do layers behind. */
export function moveFilters(
  document: FilterbankDocument,
  at: number,
  filters: readonly number[],
  to: number,
): FilterEdit {
  const sources = moved(bankAt(document, at).weight.shape[0], filters, to)
  const label = `Move ${counted(filters.length)}`
  const isMoved = (source: number | null) => source !== null && filters.includes(source)
  return rearranged(document, at, sources, label, isMoved)
}

/** What is done to kernels, and what is told of it. */
export type KernelChange = Pick<WeightOp, 'name' | 'apply' | 'overwrites'>

/**
 * Do something to kernels: each range as one stack.
 * @throws ShapeError where it makes weights that float32 does not hold
 */
export function changeKernels(
  document: FilterbankDocument,
  at: number,
  ranges: readonly KernelRange[],
  op: KernelChange,
): Edit {
  const infinite = (doc: FilterbankDocument) =>
    bankAt(doc, at).weight.data.filter((each) => !Number.isFinite(each))
  const edit = writeKernels(document, at, ranges, op)
  if (infinite(edit.document).length > infinite(document).length) {
    throw new ShapeError(`${op.name} makes weights ${TOO_LARGE}.`, 'weight')
  }
  return op.overwrites === undefined ? edit : tellingLoss(edit, ranges, op.overwrites)
}

/** As changeKernels, of numbers that are written as they are. */
export function writeKernels(
  document: FilterbankDocument,
  at: number,
  ranges: readonly KernelRange[],
  op: KernelChange,
): Edit {
  const bank = bankAt(document, at)
  const changed = mapKernels(bank, ranges, op.apply)
  const isSame = changed.weight.data.every((value, i) => Object.is(value, bank.weight.data[i]))
  return isSame ? { label: op.name, document } : setBank(document, at, changed, op.name)
}

/** Give kernels new random weights, as PyTorch initialises a layer; see kaimingUniform. */
export function randomiseKernels(
  document: FilterbankDocument,
  at: number,
  ranges: readonly KernelRange[],
  seed: number,
): Edit {
  const [, perGroup, height, width] = bankAt(document, at).weight.shape
  let next = seed * 4096
  const apply = (kernel: Kernel) => kaimingUniform(kernel, perGroup * height * width, next++)
  const overwrites = `Random weights, seed ${seed},`
  return changeKernels(document, at, ranges, { name: `Randomise, seed ${seed}`, overwrites, apply })
}

/** Whole filters that are overwritten are worth a message; a kernel is in view. */
function tellingLoss(edit: Edit, ranges: readonly KernelRange[], what: string): Edit {
  const whole = ranges.filter(({ channel }) => channel === undefined)
  return whole.length === 0
    ? edit
    : { ...edit, message: `${what} in ${counted(whole.length, 'the filter')}.` }
}

/** Set the weight at one place of every kernel of a filter. */
export function setLinkedWeight(
  document: FilterbankDocument,
  at: number,
  [filter, row, column]: readonly [filter: number, row: number, column: number],
  value: number,
): Edit {
  let bank = bankAt(document, at)
  for (let channel = 0; channel < bank.weight.shape[1]; channel++) {
    bank = setWeight(bank, filter, channel, row, column, value)
  }
  return setBank(document, at, bank, `Weights [${filter}, :, ${row}, ${column}]`)
}

/** How many filters there are, and these with as many in every group; see evenFilters. */
function evenly(
  document: FilterbankDocument,
  at: number,
  filters: readonly number[],
): { readonly count: number; readonly even: readonly number[] } {
  const { weight, params } = bankAt(document, at)
  const [count] = weight.shape
  return { count, even: evenFilters(filters, count, params.groups) }
}

function rearranged(
  document: FilterbankDocument,
  at: number,
  sources: Sources,
  label: string,
  selects: (source: number | null, filter: number) => boolean,
  message = '',
): FilterEdit {
  const before = bankAt(document, at)
  const bank = arrangeFilters(before, sources)
  const edit = setLayer(document, at, withBank(document, at, bank), label, sources)
  const isRegrouped = bank.params.groups !== before.params.groups
  const regrouped = isRegrouped
    ? `Layer ${at + 1} ${rewiredWords(before, bank, all(inChannelsOf(before)))}`
    : ''
  const filters = sources.flatMap((source, filter) => (selects(source, filter) ? [filter] : []))
  return { ...withMessage(edit, [message, regrouped].filter((text) => text !== '').join(' ')), filters }
}

/** @param one how a single one is called */
function counted(filters: number, one = 'filter'): string {
  return filters === 1 ? one : `${filters} filters`
}
