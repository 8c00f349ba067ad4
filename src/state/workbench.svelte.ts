import { createContext } from 'svelte'
import type { AnyPreset, PresetPlace, PresetTarget } from '../core/apply-preset.ts'
import { kernelOf } from '../core/bank.ts'
import { FormatError, ShapeError } from '../core/errors.ts'
import { zero } from '../core/kernel-ops.ts'
import type { ParameterValues } from '../core/preset.ts'
import { fitsSize, type KernelRange, type WeightOp } from '../core/weight-ops.ts'
import type { TextNumbers } from '../formats/kernel-text.ts'
import { TEXT_FORMAT_NAMES, type TextFormat } from '../formats/text-formats.ts'
import { setKernel, setWeight, type Edit } from './edits.ts'
import * as filters from './filter-edits.ts'
import type { Session } from './session.svelte.ts'

/** Dialogs of the workbench; one at a time. */
export type WorkbenchDialog = 'palette' | 'keys' | 'presets' | 'paste' | 'scale'

/** How a filter joins what is picked: alone, put to or taken from it, or with all up to it. */
export type PickHow = 'only' | 'toggle' | 'range'

/** What an operation on weights is done to: the selected kernel (all of its filter while linked), or the picked filters. */
export type WeightScope = 'kernel' | 'filters'

/** How a preset is put in: into which document and where, with which values, as part of which gesture, if any. */
export interface PresetChoice {
  readonly from: Session['document']
  readonly place: PresetPlace
  readonly values: ParameterValues
  readonly gesture?: string
}

interface Picked {
  readonly layer: number
  readonly filters: readonly number[]
  readonly anchor: number
}

/** The tools of the filter bank: which filters are picked, whether kernels are linked, and what is done to them. */
export class Workbench {
  dialog = $state<WorkbenchDialog | null>(null)
  /** What the dialog works on, where that can be either. */
  scope = $state<WeightScope>('kernel')
  /** The kernels of a filter are edited as one. */
  linked = $state(false)
  /** A click on a filter picks it too, as with Ctrl: for fingers. */
  picking = $state(false)
  /** The filter that a pointer drags to another place. */
  dragged = $state<number | null>(null)
  /** Seed of the next random weights. */
  seed = $state(1)
  #picked = $state.raw<Picked | null>(null)

  constructor(readonly session: Session) {}

  /** The filters that operations are done to, ascending: those picked, or the selected one; none without a Conv2d. */
  readonly filters: readonly number[] = $derived.by(() => {
    const { view } = this.session
    if (view.bank === null) return []
    const count = view.bank.weight.shape[0]
    const picked = this.#picked?.layer === view.layer ? this.#picked.filters : []
    const there = picked.filter((filter) => filter < count)
    return there.includes(view.filter) ? there : [view.filter]
  })

  /** The number of filters of the selected Conv2d, 0 for other layers. */
  readonly count: number = $derived.by(() => this.session.view.bank?.weight.shape[0] ?? 0)

  pick(filter: number, how: PickHow): void {
    const { view } = this.session
    const before = this.filters
    const anchor = this.#picked?.layer === view.layer ? this.#picked.anchor : view.filter
    if (how === 'range') {
      const [from, to] = [Math.min(anchor, filter), Math.max(anchor, filter)]
      this.#set(
        Array.from({ length: to - from + 1 }, (_, i) => from + i),
        anchor,
      )
      view.selectFilter(filter)
    } else if (how === 'toggle' && before.includes(filter)) {
      const rest = before.filter((each) => each !== filter)
      if (rest.length === 0) return
      if (view.filter === filter) view.selectFilter(rest[0] ?? filter)
      this.#set(rest, rest[0] ?? filter)
    } else {
      view.selectFilter(filter)
      this.#set(how === 'toggle' ? [...before, filter] : [filter], filter)
    }
  }

  pickAll(): void {
    this.#set(
      Array.from({ length: this.count }, (_, filter) => filter),
      0,
    )
  }

  /** Select a kernel, alone unless filters are being picked. */
  selectKernel(filter: number, channel: number): void {
    if (!this.picking) this.#picked = null
    this.session.view.selectKernel(filter, channel)
  }

  add(): void {
    this.#edit((document, at) => filters.addFilter(document, at, Math.max(...this.filters)))
  }

  duplicate(): void {
    this.#edit((document, at) => filters.duplicateFilters(document, at, this.filters))
  }

  rename(filter: number, name: string): void {
    this.#edit((document, at) => filters.nameFilter(document, at, filter, name))
  }

  remove(): void {
    this.#edit((document, at) => filters.removeFilters(document, at, this.filters))
  }

  /** Drop the picked filters, and `filter`, into the gap before a position, all still in their places. */
  drop(filter: number, gap: number): void {
    if (!this.filters.includes(filter)) this.pick(filter, 'only')
    this.moveTo(gap - this.filters.filter((each) => each < gap).length)
  }

  /** Move the picked filters so that the first of them stands at `to`. */
  moveTo(to: number): void {
    this.#edit((document, at) => filters.moveFilters(document, at, this.filters, to))
  }

  /** Move the picked filters one place up or down. */
  moveBy(by: 1 | -1): void {
    const to = Math.min(...this.filters) + by
    if (to >= 0 && to + this.filters.length <= this.count) this.moveTo(to)
  }

  /** Whether an operation can be done to these kernels. */
  can(op: WeightOp): boolean {
    const { bank } = this.session.view
    return bank !== null && fitsSize(op, bank)
  }

  apply(op: Pick<WeightOp, 'name' | 'apply'>, scope: WeightScope): void {
    this.#edit((document, at) =>
      op.apply === zero
        ? filters.zeroKernels(document, at, this.#ranges(scope))
        : filters.changeKernels(document, at, this.#ranges(scope), op),
    )
  }

  /** Ask for the factor to scale by. */
  askScale(scope: WeightScope): void {
    this.scope = scope
    this.dialog = 'scale'
  }

  randomise(scope: WeightScope): void {
    const { seed } = this
    this.#edit((document, at) => filters.randomiseKernels(document, at, this.#ranges(scope), seed))
    this.seed += 1
  }

  setWeight(row: number, column: number, value: number, gesture?: string): void {
    const { filter, channel } = this.session.view
    this.#edit(
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
    else this.#edit((document, at) => setKernel(document, at, filter, channel, values, label))
  }

  /** Put a preset into a document as it was when choosing began; calls with the same `gesture` are one step. */
  putPreset(preset: AnyPreset, target: PresetTarget, choice: PresetChoice): void {
    const { from, place, values, gesture } = choice
    this.#edit((_, at) => filters.putPreset(from, at, preset, target, place, values), gesture)
  }

  /** Put numbers written as text into the bank; see pasteNumbers. Returns whether that went well. */
  async paste(text: string): Promise<boolean> {
    const { parseKernelText } = await import('../formats/kernel-text.ts')
    const { filter, channel, cell } = this.session.view
    try {
      const numbers = parseKernelText(text)
      const place = { filter, channel, cell, linked: this.linked }
      this.session.edit(filters.pasteNumbers(this.session.document, this.session.view.layer, place, numbers))
      return true
    } catch (error) {
      if (!(error instanceof FormatError || error instanceof RangeError)) throw error
      this.session.tell(error)
      return false
    }
  }

  /** Write weights to the clipboard: the selected kernel, or the first picked filter. */
  async copy(format: TextFormat, scope: WeightScope): Promise<void> {
    const { view } = this.session
    const numbers = this.numbers(scope)
    if (numbers === null) return
    const { writeKernelText } = await import('../formats/kernel-text.ts')
    const what = scope === 'kernel' ? `kernel [${view.filter}, ${view.channel}]` : `filter ${view.filter}`
    try {
      await navigator.clipboard.writeText(writeKernelText(numbers, format))
      this.session.say(`Copied ${what} as ${TEXT_FORMAT_NAMES[format]}.`)
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      this.session.tell(new Error('The browser did not let the clipboard be written.'))
    }
  }

  /** The weights of the selected kernel or filter with their shape; null without a Conv2d. */
  numbers(scope: WeightScope): TextNumbers | null {
    const { bank, filter, channel } = this.session.view
    if (bank === null) return null
    const [, perGroup, height, width] = bank.weight.shape
    if (scope === 'kernel') return { shape: [height, width], values: kernelOf(bank, filter, channel) }
    const each = perGroup * height * width
    const values = bank.weight.data.subarray(filter * each, (filter + 1) * each)
    return { shape: [perGroup, height, width], values }
  }

  #ranges(scope: WeightScope): readonly KernelRange[] {
    if (scope === 'filters') return this.filters.map((filter) => ({ filter }))
    const { bank, filter, channel } = this.session.view
    if (!this.linked || bank === null) return [{ filter, channel }]
    return Array.from({ length: bank.weight.shape[1] }, (_, each) => ({ filter, channel: each }))
  }

  #set(picked: readonly number[], anchor: number): void {
    this.#picked = {
      layer: this.session.view.layer,
      filters: [...picked].sort((a, b) => a - b),
      anchor,
    }
  }

  #edit(
    make: (document: Session['document'], at: number) => Edit | filters.FilterEdit,
    gesture?: string,
  ): void {
    const { session } = this
    if (session.view.bank === null) return
    try {
      const edit = make(session.document, session.view.layer)
      if (!session.edit(edit, gesture)) return
      if ('filters' in edit && edit.filters[0] !== undefined) {
        session.view.selectFilter(edit.filters[0])
        this.#set(edit.filters, edit.filters[0])
      }
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      session.tell(error)
    }
  }
}

/** The workbench of the page, for every component: `setWorkbench(workbench)` in the root, `getWorkbench()` below. */
export const [getWorkbench, setWorkbench] = createContext<Workbench>()
