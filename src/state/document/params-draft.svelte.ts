import { checkLimits } from '../../core/layers/check-limits.ts'
import { ShapeError, type ParamField } from '../../core/errors.ts'
import { inChannelsOf } from '../../core/layers/conv2d.ts'
import { bankOf, type Layer } from '../../core/layers/layer.ts'
import { checkEngineLimits, pipelineShapes } from '../../core/layers/pipeline.ts'
import { sameValues } from '../../core/layers/same-values.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { runningLayers } from './bypass.ts'
import type { FilterbankDocument } from './document.ts'
import type { GestureBase } from './history.svelte.ts'
import { changeLayer, type Edit } from './edits.ts'
import type { Misgrouped } from './group-ways.ts'
import { layerSettings, type LayerSettings } from './layer-settings.ts'

/** What the draft works on: the document, the selected layer, the picture's shape (null without one), and how to apply. */
export interface DraftTarget {
  readonly document: FilterbankDocument
  readonly layer: number
  /** Another one each time a layer is selected, or a document opened. */
  readonly visit: number
  readonly inputShape: Shape4 | null
  /** Where the edits of a gesture begin. */
  baseOf(gesture: string): Pick<GestureBase, 'document' | 'isOpen'>
  /** @param gesture the edit is all of the gesture, from its base */
  apply(edit: Edit, gesture?: string): void
}

interface Draft {
  readonly changes: LayerSettings
  /** The visit in which it was typed, and what the settings were then: others make it void. */
  readonly visit: number
  readonly settings: LayerSettings
  readonly error: ShapeError
  /** The control where the error is shown. */
  readonly field: ParamField
}

/** A gesture as it began, and what it has changed in the document so far. */
interface DraftGesture {
  readonly name: string
  readonly visit: number
  readonly base: FilterbankDocument
  /** What was shown, and what of it was not applied. */
  readonly values: LayerSettings
  readonly draft: Draft | null
  readonly changes: LayerSettings
}

/** The picture that settings are checked against while none is open. */
const ANY_PICTURE: Shape4 = [1, 3, 1024, 1024]

/**
 * Settings of the selected layer that do not go together yet. Each change joins the draft and all of it is tried; when
 * it is valid it becomes one step of the document and the draft is empty; until then the document, and with it the
 * maps, stay as they are and the error stands at its control. It belongs to the layer that it was typed into: whatever
 * selects another one, or another document, ends it.
 */
export class ParamsDraft {
  #draft = $state.raw<Draft | null>(null)
  #gesture: DraftGesture | null = null
  readonly #target: DraftTarget

  constructor(target: DraftTarget) {
    this.#target = target
  }

  readonly #layer: Layer | null = $derived.by(() => this.#target.document.layers[this.#target.layer] ?? null)
  readonly #current: LayerSettings = $derived(this.#layer === null ? {} : layerSettings(this.#layer))
  readonly #valid: Draft | null = $derived.by(() => {
    const draft = this.#draft
    if (draft?.visit !== this.#target.visit) return null
    return sameValues(draft.settings, this.#current) ? draft : null
  })

  /** The settings to show: the draft over the layer's own. */
  readonly values: LayerSettings = $derived.by(() => ({ ...this.#current, ...this.#valid?.changes }))

  /** Whether there are changes that are not applied. */
  readonly pending: boolean = $derived(this.#valid !== null)

  /** What is wrong, at the control that has to change: the cause in numbers, the fix, PyTorch's text. */
  readonly errors: Readonly<Partial<Record<ParamField, string>>> = $derived.by(() => {
    const draft = this.#valid
    return draft === null ? {} : { [draft.field]: this.#explain(draft) }
  })

  /** PyTorch's own text of the error, '' without one. */
  readonly torchMessage: string = $derived(this.#valid?.error.message ?? '')

  /**
   * Merge changes into the draft and apply all of it if it is valid. Returns whether nothing is left to apply.
   * @param gesture what is set in one is set in the document that it began on; back at its beginning, all is as it was then
   */
  set(changes: LayerSettings, gesture?: string): boolean {
    if (this.#layer === null) return false
    const { layer, visit } = this.#target
    const begun = gesture === undefined ? null : this.#begun(gesture)
    const base = begun?.base ?? this.#target.document
    const all = { ...begun?.changes, ...this.#valid?.changes, ...changes }
    try {
      const isBack = begun !== null && sameValues({ ...begun.values, ...all }, begun.values)
      const edit = isBack ? { label: '', document: base } : changeLayer(base, layer, all)
      if (!isBack) this.#check(base, edit.document)
      this.#draft = isBack ? begun.draft : null
      this.#gesture = begun && { ...begun, changes: isBack ? {} : all }
      this.#target.apply(edit, gesture)
      return this.#draft === null
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      const isHere = error.layer === undefined || error.layer === layer
      const field = isHere ? error.field : fieldOf(changes)
      this.#draft = { changes: all, visit, settings: this.#current, error, field }
      this.#gesture = begun
      return false
    }
  }

  /** A gesture as it began: the one of before, or one that begins now. */
  #begun(name: string): DraftGesture {
    const { document: base, isOpen } = this.#target.baseOf(name)
    const { visit, document } = this.#target
    const known = this.#gesture
    const goesOn = known?.name === name && known.visit === visit && known.base === base
    if (goesOn && (isOpen || document === base)) return known
    return { name, visit, base, values: this.values, draft: this.#valid, changes: {} }
  }

  /** Forget what is not applied. */
  discard(): void {
    this.#draft = null
  }

  /** What ways out of groups that do not fit are sought for. */
  get misgrouped(): Misgrouped {
    const { document, layer, inputShape } = this.#target
    return {
      document,
      layer,
      input: inputShape ?? ANY_PICTURE,
      wanted: this.values,
      check: (after) => this.#check(document, after),
    }
  }

  /** A layer elsewhere that was broken before does not keep this one from being changed. */
  #check(before: FilterbankDocument, after: FilterbankDocument): void {
    const error = this.#errorOf(after)
    if (error !== null && (error.layer === this.#target.layer || this.#errorOf(before) === null)) throw error
    checkLimits(after.layers, before.layers)
  }

  #errorOf(document: FilterbankDocument): ShapeError | null {
    const layers = runningLayers(document)
    const input = this.#target.inputShape ?? ANY_PICTURE
    try {
      pipelineShapes(input, layers)
      checkEngineLimits(input, layers)
      return null
    } catch (error) {
      if (error instanceof ShapeError) return error
      throw error
    }
  }

  #explain({ error, changes }: Draft): string {
    if (error.layer !== undefined && error.layer !== this.#target.layer)
      return `Layer ${error.layer + 1}: ${error.message}`
    const groups = this.values.groups
    if (groups === undefined || !Number.isInteger(groups) || groups < 1) return error.message
    const [inChannels, outChannels] = this.#channels()
    if (error.field === 'groups') {
      const failing = [...new Set([inChannels, outChannels])].filter((count) => count % groups !== 0)
      if (failing.length === 0) return error.message
      return `${groups} does not divide ${failing.join(' and ')}. (${error.message})`
    }
    if (error.field === 'outChannels' && changes.outChannels !== undefined && outChannels % groups !== 0)
      return `${outChannels} cannot be cut into ${groups} groups. (${error.message})`
    return error.message
  }

  /** The channels that groups must divide. */
  #channels(): readonly [inChannels: number, outChannels: number] {
    const layer = this.#layer
    const bank = bankOf(layer)
    if (bank !== null) return [inChannelsOf(bank), this.values.outChannels ?? bank.weight.shape[0]]
    const { document, layer: at, inputShape } = this.#target
    const channels = pipelineShapes(inputShape ?? ANY_PICTURE, document.layers.slice(0, at)).at(-1)?.[1] ?? 3
    return [channels, channels]
  }
}

/** The control of the last changed setting; those without a field of their own belong to the kernel's size. */
function fieldOf(changes: LayerSettings): ParamField {
  const fields: readonly ParamField[] = [
    'outChannels',
    'stride',
    'padding',
    'paddingMode',
    'dilation',
    'groups',
    'bias',
    'outputPadding',
    'scaleFactor',
    'factor',
  ]
  if ('sides' in changes || 'value' in changes) return 'padding'
  if ('mode' in changes || 'alignCorners' in changes) return 'scaleFactor'
  return fields.find((field) => field in changes) ?? 'kernelSize'
}
