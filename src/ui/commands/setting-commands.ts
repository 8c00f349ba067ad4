import { inChannelsOf } from '../../core/layers/conv2d.ts'
import { validGroups } from '../../core/layers/groups.ts'
import { GELU_FORMS, hasBank, type Layer } from '../../core/layers/layer.ts'
import { repairs } from '../../core/bank/repair.ts'
import { isBypassed } from '../../state/document/bypass.ts'
import { repairLayers } from '../../state/document/layer-edits.ts'
import {
  layerSettings,
  SETTING_NAMES,
  settingWords,
  type LayerSettings,
} from '../../state/document/layer-settings.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import type { AtBench, Command } from './command.ts'
import { hasPhoto } from './photo-commands.ts'

type Setting = keyof LayerSettings
type Choices = { readonly [K in Setting]?: readonly LayerSettings[K][] }

const square = (...sizes: readonly number[]) => sizes.map((size) => [size, size] as const)

/** Settings that are mostly wanted; others are typed into the field. */
const CHOICES: Choices = {
  kernelSize: square(1, 2, 3, 5, 7, 9, 11, 15, 31),
  stride: square(1, 2, 3, 4),
  padding: [...square(0, 1, 2, 3), 'same', 'valid'],
  paddingMode: ['zeros', 'reflect', 'replicate', 'circular'],
  dilation: square(1, 2, 3, 4),
  bias: [true, false],
  ceilMode: [true, false],
  countIncludePad: [true, false],
  approximate: GELU_FORMS,
  outputPadding: square(0, 1),
  scaleFactor: square(0.5, 2, 3, 4),
  mode: ['nearest', 'bilinear'],
  alignCorners: [true, false],
  factor: [1, 2, 3, 4],
}
/** Settings with a field that numbers are typed into. */
const FIELDS: readonly Setting[] = [
  'outChannels',
  'kernelSize',
  'stride',
  'padding',
  'dilation',
  'negativeSlope',
  'alpha',
  'beta',
  'threshold',
  'min',
  'max',
  'outputPadding',
  'sides',
  'value',
  'scaleFactor',
  'factor',
]

const SETTINGS = Object.keys(SETTING_NAMES).filter((key): key is Setting => key in SETTING_NAMES)

/** What the selected layer can be set to, and its fields, for numbers of one's own. */
export function settingCommands({ session }: Workbench): readonly Command<AtBench>[] {
  const { document, view } = session
  const layer = document.layers[view.layer]
  if (layer === undefined || isBypassed(document, view.layer)) return []
  const now = layerSettings(layer)
  const group = `Layer ${view.layer + 1}`
  return SETTINGS.filter((key) => key in now).flatMap((key): Command<AtBench>[] => {
    const name = SETTING_NAMES[key]
    const choices = choicesOf(key, layer, session.shapes?.[view.layer]?.[1]).filter(
      (choice) => settingWords(choice) !== settingWords(now[key]),
    )
    return [
      ...choices.map((choice) => ({
        id: `set-${key}-${settingWords(choice)}`,
        name: `${name}: ${settingWords(choice)}${key === 'groups' ? meaning(layer, Number(choice)) : ''}`,
        group,
        words: 'set layer',
        run: ({ bench }: AtBench) => {
          // what does not go together is explained at its field
          if (!bench.session.draft.set({ [key]: choice })) showField(bench, key)
        },
      })),
      ...(FIELDS.includes(key)
        ? [
            {
              id: `field-${key}`,
              name: `${name} …`,
              group,
              words: 'set field',
              when: hasPhoto,
              run: ({ bench }: AtBench) => showField(bench, key),
            },
          ]
        : []),
    ]
  })
}

/** @param channels that the layer makes, where they are known */
function choicesOf(
  key: Setting,
  layer: Layer,
  channels: number | undefined,
): readonly LayerSettings[Setting][] {
  if (key !== 'groups') {
    // only a Conv2d takes words for its padding; a transposed one only zeros
    const isWordless = layer.type !== 'conv2d' && key === 'padding'
    if (layer.type === 'convTranspose2d' && key === 'paddingMode') return []
    if (layer.type === 'upsample' && layer.mode === 'nearest' && key === 'alignCorners') return []
    return (CHOICES[key] ?? []).filter((choice) => !(isWordless && typeof choice === 'string'))
  }
  if (hasBank(layer)) return validGroups(inChannelsOf(layer.bank), layer.bank.weight.shape[0])
  return channels === undefined ? [] : validGroups(channels, channels)
}

function meaning(layer: Layer, groups: number): string {
  if (!hasBank(layer)) return ''
  return groups === 1 ? ' (dense)' : groups === inChannelsOf(layer.bank) ? ' (depthwise)' : ''
}

/** Put the focus into the field of a setting, wherever the screen has it. */
function showField({ screen }: Workbench, key: Setting): void {
  screen.ask('settings', key)
}

/** What makes layers fit one another again. */
export function repairCommands({ session }: Workbench): readonly Command<AtBench>[] {
  const ways = session.inputShape === null ? [] : repairs(session.inputShape, session.layers)
  return ways.map((way) => ({
    id: `repair-${way.words}`,
    name: `Repair: ${way.words}`,
    group: 'Layers',
    words: 'fit mismatch shape error',
    run: ({ bench }) => bench.session.edit(repairLayers(bench.session.document, way)),
  }))
}
