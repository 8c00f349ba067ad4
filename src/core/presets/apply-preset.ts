import { kernelOf, renameFilter, setKernelSize } from '../bank/bank.ts'
import type { BankPreset, ColourPreset, MixedFilter } from './bank-presets.ts'
import { brightness } from '../image/brightness.ts'
import { inChannelsOf } from '../layers/conv2d.ts'
import { ShapeError } from '../errors.ts'
import { nearestGroups } from '../layers/groups.ts'
import type { Conv2dParams, FilterBank } from '../layers/layer.ts'
import { withTrueNames } from './filter-names.ts'
import type { ParameterValues, Preset } from './preset.ts'
import { impulse, outer } from './stencils.ts'
import { emptyWeights } from '../layers/limits.ts'
import type { Pair, Shape4 } from '../tensor.ts'
import { mapKernels } from '../bank/weight-ops.ts'

/** What a preset is put into: one kernel, filters, or the whole bank. */
export type PresetTarget = 'kernel' | 'filter' | 'bank'

/** The kernels of one filter, or one kernel alone, as a person saved them. */
export interface OwnPreset {
  readonly name: string
  /** 1, or the channels of the filter. */
  readonly channels: number
  readonly size: Pair
  /** channels * height * width numbers. */
  readonly values: Float32Array
}

/** Any preset, by what it is made of. */
export type AnyPreset =
  | { readonly kind: 'kernel'; readonly preset: Preset }
  | { readonly kind: 'colour'; readonly preset: ColourPreset }
  | { readonly kind: 'bank'; readonly preset: BankPreset }
  | { readonly kind: 'own'; readonly preset: OwnPreset }

/** What is selected: a kernel by its channel, and filters. */
export interface PresetPlace {
  readonly filters: readonly number[]
  readonly channel: number
  /** The kernel of this filter. */
  readonly filter: number
  /** All kernels of the filter are edited as one: what goes into a kernel goes into each. */
  readonly linked?: boolean
}

/** What a preset can be put into, in this bank. */
export function targetsOf(any: AnyPreset, bank: FilterBank): readonly PresetTarget[] {
  const perGroup = bank.weight.shape[1]
  switch (any.kind) {
    case 'kernel':
      return ['kernel', 'filter', 'bank']
    case 'colour':
      return perGroup === 3 ? ['filter'] : []
    case 'bank':
      return any.preset.make().some(({ mix }) => mix !== null) && inChannelsOf(bank) !== 3 ? [] : ['bank']
    case 'own':
      if (any.preset.channels === 1) return ['kernel', 'filter']
      return any.preset.channels === perGroup ? ['filter'] : []
  }
}

/**
 * A bank with a preset put into it. Into a filter a kernel goes by the brightness of the channels, so that it keeps its
 * range; into a bank one filter a channel, in turn, or, where it has an angle, turned from filter to filter. A filter that is filled,
 * all its kernels or its only one, is called after the preset, as a name that stays would be untrue; a filter of which one
 * kernel of several is replaced keeps its name, unless that says that it is another preset (see withTrueNames).
 * @throws ShapeError when the preset does not go into that target
 */
export function applyPreset(
  any: AnyPreset,
  bank: FilterBank,
  target: PresetTarget,
  place: PresetPlace,
  values: ParameterValues = {},
): FilterBank {
  if (!targetsOf(any, bank).includes(target)) {
    throw new ShapeError(`${any.preset.name} does not go into a ${target} of this layer.`, 'weight')
  }
  const [, perGroup, height, width] = bank.weight.shape
  const even = brightness(perGroup)
  const { name } = any.preset
  const called = () => name
  switch (any.kind) {
    case 'kernel': {
      const plane = any.preset.make(height, width, values)
      if (target === 'kernel') return setPlane(bank, place, name, plane)
      if (target === 'filter') return fill(bank, place.filters, called, () => mixed(plane, even))
      return kernelEverywhere(bank, any.preset, values)
    }
    case 'colour':
      return fill(bank, place.filters, called, () =>
        mixed(outer(impulse(height), impulse(width)), any.preset.mix),
      )
    case 'bank':
      return wholeBank(bank, any.preset, values)
    case 'own': {
      const own = resized(any.preset, [height, width])
      if (target === 'kernel') return setPlane(bank, place, name, own)
      return fill(bank, place.filters, called, () => (any.preset.channels === 1 ? mixed(own, even) : own))
    }
  }
}

/** The kernels [a * plane, b * plane, ...] of a filter, one after the other. */
function mixed(plane: Float32Array, mix: readonly number[]): Float32Array {
  return Float32Array.from(
    { length: plane.length * mix.length },
    (_, i) => (plane[i % plane.length] ?? 0) * (mix[Math.floor(i / plane.length)] ?? 0) + 0,
  )
}

function setPlane(
  bank: FilterBank,
  { filter, channel, linked = false }: PresetPlace,
  name: string,
  values: Float32Array,
): FilterBank {
  const channels = bank.weight.shape[1]
  const isAll = linked || channels === 1
  if (!isAll)
    return withTrueNames(
      bank,
      mapKernels(bank, [{ filter, channel }], (kernel) => ({ ...kernel, values })),
    )
  return fill(
    bank,
    [filter],
    () => name,
    () => mixed(values, new Array<number>(channels).fill(1)),
  )
}

/** Filters of these weights and names. */
function fill(
  bank: FilterBank,
  filters: readonly number[],
  name: (filter: number) => string,
  weights: (filter: number) => Float32Array,
): FilterBank {
  return filters.reduce(
    (changed, filter) =>
      mapKernels(renameFilter(changed, filter, name(filter)), [{ filter }], (kernel) => ({
        ...kernel,
        values: weights(filter),
      })),
    bank,
  )
}

function kernelEverywhere(bank: FilterBank, preset: Preset, values: ParameterValues): FilterBank {
  const [filters, perGroup, height, width] = bank.weight.shape
  const all = Array.from({ length: filters }, (_, filter) => filter)
  const perFilter = filters / bank.params.groups
  const called = () => preset.name
  for (const { id, unit, max, acrossBank } of preset.parameters) {
    if (acrossBank === undefined) continue
    const from = values[id] ?? 0
    const at = (filter: number) => (from + (acrossBank * filter) / filters) % max
    return fill(
      bank,
      all,
      (filter) => `${preset.name} ${Math.round(at(filter))}${unit}`,
      (filter) => mixed(preset.make(height, width, { ...values, [id]: at(filter) }), brightness(perGroup)),
    )
  }
  const alone = (filter: number) =>
    Array.from({ length: perGroup }, (_, channel) => (channel === (filter % perFilter) % perGroup ? 1 : 0))
  if (preset.makeAll !== undefined) {
    const stack = { height, width, values: bank.weight.data }
    const data = preset.makeAll(stack, perGroup * height * width, values)
    return { ...bank, weight: { ...bank.weight, data }, names: bank.names.map(called) }
  }
  return fill(bank, all, called, (filter) => mixed(preset.make(height, width, values), alone(filter)))
}

function wholeBank(bank: FilterBank, preset: BankPreset, values: ParameterValues): FilterBank {
  const filters = preset.make(values)
  const inChannels = inChannelsOf(bank)
  const isColour = filters.some(({ mix }) => mix !== null)
  const groups = isColour ? 1 : nearestGroups(inChannels, filters.length, bank.params.groups)
  const perGroup = inChannels / groups
  const kernelSize = preset.kernelSize(values)
  const shape: Shape4 = [filters.length, perGroup, ...kernelSize]
  const data = emptyWeights(shape)
  const each = perGroup * kernelSize[0] * kernelSize[1]
  const weights = ({ plane, mix }: MixedFilter) => mixed(plane, mix ?? brightness(perGroup))
  filters.forEach((filter, i) => data.set(weights(filter), i * each))
  return {
    weight: { shape, data },
    bias: bank.bias && new Float32Array(filters.length),
    params: { ...bank.params, groups, padding: keepingSize(kernelSize, bank.params) },
    names: filters.map(({ name }) => name),
  }
}

/** Padding that keeps the picture's size as far as the stride lets it. */
function keepingSize([kH, kW]: Pair, { stride, dilation }: Conv2dParams): Conv2dParams['padding'] {
  const isOdd = kH % 2 === 1 && kW % 2 === 1
  if (!isOdd && stride[0] === 1 && stride[1] === 1) return 'same'
  return [(dilation[0] * (kH - 1)) >> 1, (dilation[1] * (kW - 1)) >> 1]
}

/** Saved kernels at another size: cut or bordered with zeros about their centre. */
function resized({ channels, size: from, values }: OwnPreset, size: Pair): Float32Array {
  const bank: FilterBank = {
    weight: { shape: [1, channels, ...from], data: values },
    bias: null,
    params: { stride: [1, 1], padding: [0, 0], paddingMode: 'zeros', dilation: [1, 1], groups: 1 },
    names: [''],
  }
  return setKernelSize(bank, size).weight.data
}

/** The selected kernel, or all kernels of its filter, as a preset to keep. */
export function ownPreset(name: string, bank: FilterBank, filter: number, channel: number | null): OwnPreset {
  const [, perGroup, height, width] = bank.weight.shape
  const each = perGroup * height * width
  const values =
    channel === null
      ? bank.weight.data.slice(filter * each, (filter + 1) * each)
      : kernelOf(bank, filter, channel).slice()
  return { name, channels: channel === null ? perGroup : 1, size: [height, width], values }
}
