import { ShapeError, type ParamField } from '../core/errors.ts'
import { validGroups } from '../core/groups.ts'
import type { Layer } from '../core/layers.ts'
import { pipelineShapes } from '../core/pipeline.ts'
import type { Shape4 } from '../core/tensor.ts'
import type { FilterbankDocument } from './document.svelte.ts'
import { conv2dSettings, setConv2d, setLayer, type Conv2dSettings, type Edit } from './edits.ts'

type FieldsOf<L> = L extends { readonly type: 'conv2d' } ? Conv2dSettings : Omit<L, 'type'>
type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void
  ? I
  : never
type Fields = Partial<Conv2dSettings> &
  Partial<UnionToIntersection<FieldsOf<Exclude<Layer, { type: 'conv2d' | 'affine' }>>>>

/** Settings of a layer as a person types them; not all of them belong to every layer. */
export type LayerSettings = { readonly [K in keyof Fields]: Fields[K] }

/** The settings of a layer as they are. */
export function layerSettings(layer: Layer): LayerSettings {
  if (layer.type === 'conv2d') return conv2dSettings(layer.bank)
  if (layer.type === 'affine') return {}
  const { type: _type, ...settings } = layer
  return settings
}

/** What the draft works on: the document, the selected layer, the picture's shape (null without one), and how to apply. */
export interface DraftTarget {
  readonly document: FilterbankDocument
  readonly layer: number
  readonly inputShape: Shape4 | null
  apply(edit: Edit, gesture?: string): void
}

interface Draft {
  readonly changes: LayerSettings
  readonly layer: number
  /** The settings it was drafted against; other settings make it void. */
  readonly base: string
  readonly error: ShapeError
}

/** The picture that settings are checked against while none is open. */
const ANY_PICTURE: Shape4 = [1, 3, 1024, 1024]

/**
 * Settings of the selected layer that do not go together yet. Each change joins the draft and all of it is tried; when
 * it is valid it becomes one step of the document and the draft is empty; until then the document, and with it the
 * maps, stay as they are and the error stands at its control.
 */
export class ParamsDraft {
  #draft = $state.raw<Draft | null>(null)
  readonly #target: DraftTarget

  constructor(target: DraftTarget) {
    this.#target = target
  }

  readonly #layer: Layer | null = $derived.by(() => this.#target.document.layers[this.#target.layer] ?? null)
  readonly #current: LayerSettings = $derived(this.#layer === null ? {} : layerSettings(this.#layer))
  readonly #valid: Draft | null = $derived.by(() => {
    const draft = this.#draft
    const stands = draft?.layer === this.#target.layer && draft.base === keyOf(this.#current)
    return stands ? draft : null
  })

  /** The settings to show: the draft over the layer's own. */
  readonly values: LayerSettings = $derived.by(() => ({ ...this.#current, ...this.#valid?.changes }))

  /** Whether there are changes that are not applied. */
  readonly pending: boolean = $derived(this.#valid !== null)

  /** What is wrong, at the control that has to change. */
  readonly errors: Readonly<Partial<Record<ParamField, string>>> = $derived.by(() => {
    const draft = this.#valid
    if (draft === null) return {}
    return { [draft.error.field]: this.#explain(draft.error) }
  })

  /** PyTorch's own text of the error, '' without one. */
  readonly torchMessage: string = $derived(this.#valid?.error.message ?? '')

  /** Merge changes into the draft and apply all of it if it is valid. Returns whether it was applied. */
  set(changes: LayerSettings, gesture?: string): boolean {
    const layer = this.#layer
    if (layer === null) return false
    const all = { ...this.#valid?.changes, ...changes }
    try {
      const edit = this.#edit(layer, all)
      pipelineShapes(this.#target.inputShape ?? ANY_PICTURE, edit.document.layers)
      this.#draft = null
      this.#target.apply(edit, gesture)
      return true
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      this.#draft = { changes: all, layer: this.#target.layer, base: keyOf(this.#current), error }
      return false
    }
  }

  /** Forget what is not applied. */
  discard(): void {
    this.#draft = null
  }

  #edit(layer: Layer, changes: LayerSettings): Edit {
    const { document, layer: at } = this.#target
    if (layer.type === 'conv2d') return setConv2d(document, at, changes)
    return setLayer(document, at, { ...layer, ...changes })
  }

  /** The cause in the document's numbers, then the fix, then PyTorch's text. */
  #explain(error: ShapeError): string {
    const { groups } = this.values
    if (error.field !== 'groups' || groups === undefined) return error.message
    const channels = this.#channels()
    if (!Number.isInteger(groups) || groups < 1) return `Groups is a whole number from 1. ${error.message}`
    const fails = channels.filter((count) => count % groups !== 0)
    if (fails.length === 0) return error.message
    const near = nearest(validGroups(channels[0] ?? 1, channels[1] ?? channels[0] ?? 1), groups)
    return `${groups} does not divide ${fails.join(' and ')}. Try ${near.join(' or ')}. ${error.message}`
  }

  /** The channels that groups must divide. */
  #channels(): readonly number[] {
    const layer = this.#layer
    if (layer?.type !== 'conv2d') {
      const shapes = pipelineShapes(this.#target.inputShape ?? ANY_PICTURE, this.#target.document.layers)
      return [shapes[this.#target.layer]?.[1] ?? 1]
    }
    const { weight, params } = layer.bank
    return [...new Set([weight.shape[1] * params.groups, this.values.outChannels ?? weight.shape[0]])]
  }
}

/** The valid values next below and above. */
function nearest(valid: readonly number[], wanted: number): readonly number[] {
  const below = valid.findLast((value) => value < wanted)
  const above = valid.find((value) => value > wanted)
  return [below, above].filter((value) => value !== undefined)
}

function keyOf(settings: LayerSettings): string {
  return JSON.stringify(settings)
}
