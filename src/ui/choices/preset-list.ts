import {
  targetsOf,
  type AnyPreset,
  type OwnPreset,
  type PresetTarget,
} from '../../core/presets/apply-preset.ts'
import { BANK_PRESETS, COLOURS } from '../../core/presets/bank-presets.ts'
import { inChannelsOf } from '../../core/layers/conv2d.ts'
import type { FilterBank } from '../../core/layers/layer.ts'
import type { Parameter } from '../../core/presets/preset.ts'
import { presetById } from '../../core/presets/presets.ts'
import type { Pair } from '../../core/tensor.ts'
import { formatNumber } from '../controls/numbers.ts'

/** A preset as the list shows it. */
export interface PresetEntry {
  /** Unique in the list. */
  readonly key: string
  readonly name: string
  readonly sentence: string
  readonly choice: AnyPreset
  readonly targets: readonly PresetTarget[]
  /** Why it does not go into this layer, null where it does. */
  readonly not: string | null
}

/** Presets of one kind. */
export interface PresetSection {
  readonly name: string
  readonly entries: readonly PresetEntry[]
}

/** Kernels by what they do. */
const KERNELS: readonly { readonly name: string; readonly ids: readonly string[] }[] = [
  { name: 'Blur', ids: ['box', 'gaussian', 'motion-blur'] },
  { name: 'Sharpen', ids: ['sharpen', 'unsharp'] },
  {
    name: 'Edges',
    ids: [
      ...['sobel-x', 'sobel-y', 'sobel-angle', 'scharr-x', 'scharr-y'],
      ...['prewitt-x', 'prewitt-y', 'roberts-1', 'roberts-2', 'laplacian'],
    ],
  },
  {
    name: 'Lines and spots',
    ids: ['line-vertical', 'line-horizontal', 'laplacian-of-gaussian', 'difference-of-gaussians'],
  },
  { name: 'Relief', ids: ['emboss', 'relief'] },
  { name: 'Waves and textures', ids: ['gabor', 'haar', 'dct'] },
  { name: 'Unchanged and random', ids: ['identity', 'random'] },
]

/**
 * All presets by what they do, with what they go into in this bank: first those that a person starred, then their own.
 * @param favourites keys of entries, in their order; such an entry is in no other section
 */
export function presetSections(
  bank: FilterBank,
  own: readonly OwnPreset[],
  favourites: readonly string[] = [],
): readonly PresetSection[] {
  const [, perGroup] = bank.weight.shape
  const entry = (choice: AnyPreset, key: string, sentence: string): PresetEntry => {
    const targets = targetsOf(choice, bank)
    const needs =
      choice.kind === 'own'
        ? `Made of ${choice.preset.channels} channels; filters of this layer see ${perGroup}.`
        : choice.kind === 'bank'
          ? `Needs a layer of 3 channels; this one has ${inChannelsOf(bank)}.`
          : `Needs filters that see 3 channels; these see ${perGroup}.`
    return {
      key,
      name: choice.preset.name,
      sentence,
      choice,
      targets,
      not: targets.length > 0 ? null : needs,
    }
  }
  const sections = [
    {
      name: 'Your presets',
      entries: own.map((preset) => entry({ kind: 'own', preset }, `own ${preset.name}`, describe(preset))),
    },
    ...KERNELS.map(({ name, ids }) => ({
      name,
      entries: ids
        .map(presetById)
        .map((preset) => entry({ kind: 'kernel', preset }, preset.id, preset.sentence)),
    })),
    {
      name: 'Colours',
      entries: COLOURS.map((preset) => entry({ kind: 'colour', preset }, preset.id, preset.sentence)),
    },
    {
      name: 'Whole banks',
      entries: BANK_PRESETS.map((preset) => entry({ kind: 'bank', preset }, preset.id, preset.sentence)),
    },
  ]
  const all = sections.flatMap(({ entries }) => entries)
  const starred = favourites.flatMap((key) => all.filter((each) => each.key === key))
  const others = sections.map(({ name, entries }) => ({
    name,
    entries: entries.filter((each) => !starred.includes(each)),
  }))
  return [{ name: 'Favourites', entries: starred }, ...others].filter(({ entries }) => entries.length > 0)
}

/** What can be changed about a preset. */
export function parametersOf(choice: AnyPreset): readonly Parameter[] {
  return choice.kind === 'kernel' || choice.kind === 'bank' ? choice.preset.parameters : []
}

/** A value of a parameter in words. */
export function parameterText({ zero, unit }: Parameter, value: number): string {
  return value === 0 && zero !== undefined ? zero : `${formatNumber(value, 4)} ${unit}`.trim()
}

/** The planes that show what a preset is, and their size, for kernels of `size`. */
export function planesOf(
  choice: AnyPreset,
  size: Pair,
  values: Readonly<Record<string, number>>,
): { readonly planes: readonly Float32Array[]; readonly size: Pair } {
  switch (choice.kind) {
    case 'kernel':
      return { planes: [choice.preset.make(size[0], size[1], values)], size }
    case 'colour':
      return { planes: choice.preset.mix.map((part) => Float32Array.of(part)), size: [1, 1] }
    case 'bank': {
      const planes = choice.preset
        .make(values)
        .flatMap(({ plane, mix }) =>
          mix === null ? [plane] : mix.map((part) => plane.map((tap) => part * tap)),
        )
      return { planes, size: choice.preset.kernelSize(values) }
    }
    case 'own': {
      const area = choice.preset.size[0] * choice.preset.size[1]
      const planes = Array.from({ length: choice.preset.channels }, (_, c) =>
        choice.preset.values.subarray(c * area, (c + 1) * area),
      )
      return { planes, size: choice.preset.size }
    }
  }
}

function describe({ channels, size }: OwnPreset): string {
  const kernel = `kernel of ${size.join(' × ')}`
  return channels === 1
    ? `Your own ${kernel}.`
    : `Your own filter: ${channels} ${kernel.replace('kernel', 'kernels')}.`
}
