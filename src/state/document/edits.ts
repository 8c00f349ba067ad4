import type { Sources } from '../../core/layers/groups.ts'
import { kindOf } from '../../core/layers/kinds/kinds.ts'
import {
  renameFilter as withName,
  setBias as withBias,
  setKernel as withKernel,
  setWeight as withWeight,
} from '../../core/bank/bank.ts'
import { followChannels, type LayersEdit } from '../../core/bank/channel-flow.ts'
import { all } from '../../core/bank/filter-list.ts'
import {
  hasBank,
  type BankLayer,
  type FilterBank,
  type InputSettings,
  type Layer,
} from '../../core/layers/layer.ts'
import { weightWords } from '../../core/bank/on-channels.ts'
import { withTrueNames } from '../../core/presets/filter-names.ts'
import { followBypassed } from './bypass.ts'
import type { FilterbankDocument, Photo } from './document.ts'
import { withSettings, type LayerSettings } from './layer-settings.ts'

/** Channels of the picture. */
export const IMAGE_CHANNELS = 3

/** What a person's intent makes of the document. `message` says what was lost on the way, for a toast. */
export interface Edit {
  readonly label: string
  readonly document: FilterbankDocument
  readonly message?: string
  /** Where each layer stood before, null for a new one; empty where others replace them all, left out where all stay. */
  readonly origins?: readonly (number | null)[]
  /** The layer to select, where the edit moves the selection. */
  readonly select?: number
  /** The filters of the selected layer to pick, where the edit made others of them. */
  readonly filters?: readonly number[]
}

/**
 * Put a decoded photo into the document. An exact size stays, as it says what layers are fed with; a crop is of its photo, and
 * stays for one of the same size alone, such as the next of a series: any other photo is seen whole.
 */
export function setPhoto(document: FilterbankDocument, photo: Photo): Edit {
  const { photo: before, input } = document
  const stays = !input.crop || (before?.width === photo.width && before.height === photo.height)
  return {
    label: `Open ${photo.name}`,
    document: { ...(stays ? document : setInput(document, { crop: null }).document), photo },
  }
}

/** Input settings that change; null takes one away. */
export type InputChanges = Partial<Omit<InputSettings, 'crop' | 'size'>> & {
  readonly crop?: InputSettings['crop'] | null
  readonly size?: InputSettings['size'] | null
}

/** Change how the photo becomes a tensor. */
export function setInput(document: FilterbankDocument, changes: InputChanges): Edit {
  const what = Object.entries(changes).map(([setting, to]) =>
    typeof to === 'boolean'
      ? `own values ${to ? 'on' : 'off'}`
      : `${setting} ${typeof to === 'string' ? to : to ? `${to.width} × ${to.height}` : 'off'}`,
  )
  const { ownValues, crop, size, ...input } = { ...document.input, ...changes }
  return {
    label: `Input ${what.join(', ')}`,
    document: {
      ...document,
      input: { ...input, ...(ownValues && { ownValues }), ...(crop && { crop }), ...(size && { size }) },
    },
  }
}

/** Change the working resolution, in place of an exact size. @param resolution long side in pixels, 0 for full */
export function setResolution(document: FilterbankDocument, resolution: number): Edit {
  const label = resolution === 0 ? 'Full resolution' : `Resolution ${resolution} px`
  return { label, document: { ...setInput(document, { size: null }).document, resolution } }
}

/** Name the filter bank, as its file will be called. */
export function renameDocument(document: FilterbankDocument, name: string): Edit {
  return { label: 'Rename', document: { ...document, name } }
}

/** Put a layer before position `at` (at the end unless given); it and layers after it take the channels before them. */
export function addLayer(document: FilterbankDocument, layer: Layer, at = document.layers.length): Edit {
  const label = `Add ${layerName(layer)}`
  const arrange = <T>(list: readonly T[], added: T) => list.toSpliced(at, 0, added)
  const edit = refit(document, label, {
    after: arrange(document.layers, layer),
    origins: arrange<number | null>(all(document.layers.length), null),
  })
  return { ...edit, select: at }
}

/** Take a layer away; layers after it take the channels before it, by number. */
export function removeLayer(document: FilterbankDocument, at: number): Edit {
  const label = `Remove ${layerName(layerAt(document, at))}`
  const edit = refit(document, label, {
    after: document.layers.toSpliced(at, 1),
    origins: all(document.layers.length).toSpliced(at, 1),
  })
  return withMessage(edit, `${label.replace('Remove', 'Removed')}.`)
}

/** Move a layer so that it stands at position `to`. */
export function moveLayer(document: FilterbankDocument, from: number, to: number): Edit {
  const layer = layerAt(document, from)
  const arrange = <T>(list: readonly T[], moved: T) => list.toSpliced(from, 1).toSpliced(to, 0, moved)
  const edit = refit(document, `Move ${layerName(layer)}`, {
    after: arrange(document.layers, layer),
    origins: arrange(all(document.layers.length), from),
  })
  return { ...edit, select: to }
}

/** Replace a layer; layers after it take its channels, by number unless `filters` says which is which. */
export function setLayer(
  document: FilterbankDocument,
  at: number,
  layer: Layer,
  label = `Change ${layerName(layer)}`,
  filters?: Sources,
): Edit {
  return refit(document, label, {
    after: document.layers.with(at, layer),
    origins: all(document.layers.length),
    ...(filters && { filters: { at, sources: filters } }),
  })
}

/** Replace the bank of a layer, its channels unchanged: other weights, under names that are true of them (see withTrueNames). */
export function setBank(document: FilterbankDocument, at: number, bank: FilterBank, label: string): Edit {
  const layer = withBank(document, at, withTrueNames(bankAt(document, at), bank))
  return { label, document: { ...document, layers: document.layers.with(at, layer) } }
}

/** Set one weight: `weight[filter, channel, row, column]`, the channel counted within its group. */
export function setWeight(
  document: FilterbankDocument,
  at: number,
  position: readonly [filter: number, channel: number, row: number, column: number],
  value: number,
): Edit {
  const [filter, channel, row, column] = position
  const bank = withWeight(bankAt(document, at), filter, channel, row, column, value)
  return setBank(document, at, bank, `Weight [${position.join(', ')}]`)
}

/** Set a whole kernel, kH * kW values in row order. */
export function setKernel(
  document: FilterbankDocument,
  at: number,
  filter: number,
  channel: number,
  values: ArrayLike<number>,
  label = `Kernel [${filter}, ${channel}]`,
): Edit {
  return setBank(document, at, withKernel(bankAt(document, at), filter, channel, values), label)
}

/** Set the bias of one filter; a Conv2d without biases gets them. */
export function setBias(document: FilterbankDocument, at: number, filter: number, value: number): Edit {
  return setBank(document, at, withBias(bankAt(document, at), filter, value), `Bias ${filter}`)
}

/** Name one filter. */
export function renameFilter(document: FilterbankDocument, at: number, filter: number, name: string): Edit {
  return setBank(document, at, withName(bankAt(document, at), filter, name), `Rename filter ${filter}`)
}

/**
 * Change settings of a layer; a Conv2d keeps what can be kept of its weights, and layers after it go on reading what they
 * read.
 * @throws ShapeError when the settings do not go together, as far as the layer alone can tell
 */
export function changeLayer(document: FilterbankDocument, at: number, changes: LayerSettings): Edit {
  const before = layerAt(document, at)
  const { layer, label, dropped, filters } = withSettings(before, changes)
  const edit = setLayer(document, at, trulyNamed(before, layer, filters), label, filters)
  const lost = dropped === 0 ? '' : `${label}. ${weightWords(dropped, 'non-zero')} dropped.`
  return withMessage(edit, lost)
}

/** An edit with words before its own. */
export function withMessage(edit: Edit, words: string): Edit {
  const message = [words, edit.message ?? ''].filter((text) => text !== '').join(' ')
  return message === '' ? edit : { ...edit, message }
}

/** A document of other layers, each reading what it read (see followChannels); `message` tells what that changed. */
export function refit(
  document: FilterbankDocument,
  label: string,
  change: Pick<LayersEdit, 'after' | 'origins' | 'filters'>,
): Edit {
  const { layers: before, bypassed = [] } = document
  const { layers: followed, changes } = followChannels({
    ...change,
    before,
    bypassed,
    inputChannels: IMAGE_CHANNELS,
  })
  const layers = followed.map((layer, at) => trulyNamed(change.after[at], layer))
  const changed = { ...document, layers }
  const edit = {
    label,
    document:
      document.bypassed === undefined
        ? changed
        : { ...changed, bypassed: followBypassed(bypassed, change.origins) },
    origins: change.origins,
  }
  return withMessage(edit, changes.join(' '))
}

/** A layer whose filters were rearranged, or see other channels, under names that are true of them; see withTrueNames. */
function trulyNamed(before: Layer | undefined, after: Layer, filters?: Sources): Layer {
  if (before === after || !hasBank(before) || !hasBank(after)) return after
  const sources = filters ?? all(after.bank.names.length)
  return { ...after, bank: withTrueNames(before.bank, after.bank, sources) }
}

/** A layer of the document. @throws RangeError where there is none */
export function layerAt(document: FilterbankDocument, at: number): Layer {
  const layer = document.layers[at]
  if (layer === undefined) throw new RangeError(`no layer ${at} in a pipeline of ${document.layers.length}`)
  return layer
}

/**
 * A layer with other filters. Of a transposed convolution, which takes no word for its padding, 'same' is half of what the kernel
 * reaches. @throws RangeError for a layer without filters, or none
 */
export function withBank(document: FilterbankDocument, at: number, bank: FilterBank): BankLayer {
  const layer = layerAt(document, at)
  if (!hasBank(layer)) throw new RangeError(`layer ${at} is ${layerName(layer)}, not Conv2d`)
  const { weight, params } = bank
  if (layer.type === 'conv2d' || typeof params.padding !== 'string') return { ...layer, bank }
  const [, , kH, kW] = weight.shape
  const [dH, dW] = params.padding === 'same' ? params.dilation : [0, 0]
  const padding = [(dH * (kH - 1)) >> 1, (dW * (kW - 1)) >> 1] as const
  return { ...layer, bank: { ...bank, params: { ...params, padding } } }
}

/** The bank of a layer. @throws RangeError for one without filters, or none */
export function bankAt(document: FilterbankDocument, at: number): FilterBank {
  const layer = layerAt(document, at)
  if (!hasBank(layer)) throw new RangeError(`layer ${at} is ${layerName(layer)}, not Conv2d`)
  return layer.bank
}

/** PyTorch's name of a layer. */
export function layerName(layer: Pick<Layer, 'type'>): string {
  return kindOf(layer).name
}
