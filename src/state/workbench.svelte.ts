import { createContext } from 'svelte'
import { filterOf, kernelOf } from '../core/bank/bank.ts'
import { fitsSize, type KernelRange, type WeightOp } from '../core/bank/weight-ops.ts'
import type { TextNumbers } from '../formats/kernel-text.ts'
import { TEXT_FORMAT_NAMES, type TextFormat } from '../formats/text-formats.ts'
import { copyText } from './browser.ts'
import type { FilterbankDocument } from './document/document.ts'
import { renameFilter, setBias, setKernel, setWeight, type Edit } from './document/edits.ts'
import * as filters from './document/filter-edits.ts'
import type { Selection } from './document/selection.ts'
import { Screen } from './screen.ts'
import type { Session } from './session/session.svelte.ts'

/** Dialogs of the workbench; one at a time. */
export type WorkbenchDialog = 'palette' | 'keys' | 'presets' | 'paste' | 'fit' | 'scale'

/** How a filter joins what is picked: alone, put to or taken from it, or with all up to it. */
export type PickHow = 'only' | 'toggle' | 'range'

/** What an operation on weights is done to: the selected kernel (all of its filter while linked), or the picked filters. */
export type WeightScope = 'kernel' | 'filters'

/** The tools of the filter bank: which filters are picked, whether kernels are linked, and what is done to them. */
export class Workbench {
  dialog = $state<WorkbenchDialog | null>(null)
  /** What the dialog works on, where that can be either. */
  scope = $state<WeightScope>('kernel')
  /** Numbers whose size is not that of kernels, until it is chosen what becomes of them. */
  pasted = $state.raw<TextNumbers | null>(null)
  /** The kernels of a filter are edited as one. */
  linked = $state(false)
  /** A click on a filter picks it too, as with Ctrl: for fingers. */
  picking = $state(false)
  /** The filter that a pointer drags to another place. */
  dragged = $state<number | null>(null)
  /** Seed of the next random weights. */
  seed = $state(1)
  /** What commands and parts of the screen ask one another for. */
  readonly screen = new Screen()
  #renaming = $state.raw<{ readonly filter: number; readonly during: Selection } | null>(null)

  constructor(readonly session: Session) {}

  /** The filters that operations are done to; see View.picked. */
  get filters(): readonly number[] {
    return this.session.view.picked
  }

  /** The number of filters of the selected Conv2d, 0 for other layers. */
  readonly count: number = $derived.by(() => this.session.view.bank?.weight.shape[0] ?? 0)

  /** The filter whose name is being typed, until something else is selected; null for none. */
  get renaming(): number | null {
    return this.#renaming?.during === this.session.view.selection ? this.#renaming.filter : null
  }

  set renaming(filter: number | null) {
    const { view } = this.session
    this.#renaming = filter === null ? null : { filter, during: view.selection }
    if (filter === null) return
    view.large = false
    view.mobileTab = 'filters'
    view.reveal()
  }

  pick(filter: number, how: PickHow): void {
    const { anchor } = this.session.view.selection
    const before = this.filters
    if (how === 'range') {
      const [from, to] = [Math.min(anchor, filter), Math.max(anchor, filter)]
      this.#pick(
        Array.from({ length: to - from + 1 }, (_, i) => from + i),
        filter,
        anchor,
      )
    } else if (how === 'toggle' && before.includes(filter)) {
      const rest = before.filter((each) => each !== filter)
      const [first] = rest
      if (first === undefined) return
      const { filter: selected } = this.session.view
      this.#pick(rest, selected === filter ? first : selected, first)
    } else {
      this.#pick(how === 'toggle' ? [...before, filter] : [filter], filter)
    }
  }

  pickAll(): void {
    const all = Array.from({ length: this.count }, (_, filter) => filter)
    this.#pick(all, this.session.view.filter, 0)
  }

  /** Select a kernel, alone unless filters are being picked. */
  selectKernel(filter: number, channel: number): void {
    if (!this.picking) this.#pick([filter], filter)
    this.session.view.selectKernel(filter, channel)
  }

  add(): void {
    this.edit((document, at) => filters.addFilter(document, at, Math.max(...this.filters)))
  }

  duplicate(): void {
    this.edit((document, at) => filters.duplicateFilters(document, at, this.filters))
  }

  rename(filter: number, name: string): void {
    this.edit((document, at) => renameFilter(document, at, filter, name))
  }

  remove(): void {
    this.edit((document, at) => filters.removeFilters(document, at, this.filters))
  }

  /** Drop the picked filters, and `filter`, into the gap before a position, all still in their places. */
  drop(filter: number, gap: number): void {
    if (!this.filters.includes(filter)) this.pick(filter, 'only')
    this.moveTo(gap - this.filters.filter((each) => each < gap).length)
  }

  /** Move the picked filters so that the first of them stands at `to`. */
  moveTo(to: number): void {
    this.edit((document, at) => filters.moveFilters(document, at, this.filters, to))
  }

  /** Move the picked filters one place up or down; moves of the same filters in a row are one step. */
  moveBy(by: 1 | -1): void {
    const to = Math.min(...this.filters) + by
    if (to < 0 || to + this.filters.length > this.count) return
    this.edit((document, at, { picked }) => filters.moveFilters(document, at, picked, to), 'move filters')
  }

  /** Whether an operation can be done to these kernels. */
  can(op: WeightOp): boolean {
    const { bank } = this.session.view
    return bank !== null && fitsSize(op, bank)
  }

  apply(op: filters.KernelChange, scope: WeightScope): void {
    this.edit((document, at) => filters.changeKernels(document, at, this.#ranges(scope), op))
  }

  /** Ask for the factor to scale by. */
  askScale(scope: WeightScope): void {
    this.scope = scope
    this.dialog = 'scale'
  }

  randomise(scope: WeightScope): void {
    const { seed } = this
    this.edit((document, at) => filters.randomiseKernels(document, at, this.#ranges(scope), seed))
    this.seed += 1
  }

  setBias(filter: number, value: number, gesture: string): void {
    this.edit((document, at) => setBias(document, at, filter, value), gesture)
  }

  setWeight(row: number, column: number, value: number, gesture?: string): void {
    const { filter, channel } = this.session.view
    this.edit(
      (document, at) =>
        this.linked
          ? filters.setLinkedWeight(document, at, [filter, row, column], value)
          : setWeight(document, at, [filter, channel, row, column], value),
      gesture,
    )
  }

  setKernel(values: Float32Array, label: string): void {
    const { filter, channel } = this.session.view
    const apply: WeightOp['apply'] = (kernel) => ({ ...kernel, values })
    if (this.linked) this.apply({ name: label, apply }, 'kernel')
    else this.edit((document, at) => setKernel(document, at, filter, channel, values, label))
  }

  /** Write weights to the clipboard: the selected kernel, or the first picked filter. */
  async copy(format: TextFormat, scope: WeightScope): Promise<void> {
    const { view } = this.session
    const numbers = this.numbers(scope)
    if (numbers === null) return
    const { writeKernelText } = await import('../formats/kernel-text.ts')
    const what = scope === 'kernel' ? `kernel [${view.filter}, ${view.channel}]` : `filter ${view.filter}`
    try {
      await copyText(writeKernelText(numbers, format))
      this.session.say(`Copied ${what} as ${TEXT_FORMAT_NAMES[format]}.`)
    } catch (error) {
      this.session.tell(error)
    }
  }

  /** The weights of the selected kernel or filter with their shape; null without a Conv2d. */
  numbers(scope: WeightScope): TextNumbers | null {
    const { bank, filter, channel } = this.session.view
    if (bank === null) return null
    const [, perGroup, height, width] = bank.weight.shape
    return scope === 'kernel'
      ? { shape: [height, width], values: kernelOf(bank, filter, channel) }
      : { shape: [perGroup, height, width], values: filterOf(bank, filter) }
  }

  #ranges(scope: WeightScope): readonly KernelRange[] {
    if (scope === 'filters') return this.filters.map((filter) => ({ filter }))
    const { bank, filter, channel } = this.session.view
    if (!this.linked || bank === null) return [{ filter, channel }]
    return Array.from({ length: bank.weight.shape[1] }, (_, each) => ({ filter, channel: each }))
  }

  #pick(picked: readonly number[], filter: number, anchor = filter): void {
    const { view } = this.session
    const ascending = [...picked].sort((a, b) => a - b)
    view.select({ ...view.selection, filter, picked: ascending, anchor }, true)
  }

  /**
   * Edit the selected bank.
   * @param gesture see Session.editIn: `make` gets the document that it began on, and what was selected then
   */
  edit(
    make: (document: FilterbankDocument, at: number, selection: Selection) => Edit,
    gesture?: string,
  ): void {
    const { session } = this
    const { view } = session
    if (view.bank === null) return
    if (gesture === undefined) session.edit(() => make(session.document, view.layer, view.selection))
    else session.editIn(gesture, (base, selection) => make(base, view.layer, selection))
  }
}

/** The workbench of the page, for every component: `setWorkbench(workbench)` in the root, `getWorkbench()` below. */
export const [getWorkbench, setWorkbench] = createContext<Workbench>()
