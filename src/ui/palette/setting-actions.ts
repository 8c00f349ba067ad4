import { tick } from 'svelte'
import { inChannelsOf } from '../../core/layers/conv2d.ts'
import { validGroups } from '../../core/layers/groups.ts'
import { isBypassed } from '../../state/document/bypass.ts'
import {
  layerSettings,
  SETTING_NAMES,
  settingWords,
  type LayerSettings,
} from '../../state/document/layer-settings.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import type { Action } from './action.ts'

type Choices = { readonly [K in keyof LayerSettings]?: readonly LayerSettings[K][] }

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
}
/** Settings that have a field of this label. */
const FIELDS: ReadonlySet<string> = new Set([
  'outChannels',
  'kernelSize',
  'stride',
  'padding',
  'dilation',
  'negativeSlope',
])

const SETTINGS = Object.keys(SETTING_NAMES).filter((key): key is keyof LayerSettings => key in SETTING_NAMES)

/** What the selected layer can be set to, and its fields, for numbers of one's own. */
export function settingActions(bench: Workbench): Action[] {
  const { document, view, draft } = bench.session
  const layer = document.layers[view.layer]
  if (layer === undefined || isBypassed(document, view.layer)) return []
  const now = layerSettings(layer)
  const group = `Layer ${view.layer + 1}`
  const set = (changes: LayerSettings, field: string) => {
    // what does not go together is explained at its field
    if (!draft.set(changes)) void showField(bench, field)
  }
  return SETTINGS.filter((key) => key in now).flatMap((key): Action[] => {
    const name = SETTING_NAMES[key]
    const isPool = layer.type === 'maxPool2d' || layer.type === 'avgPool2d'
    const choices = (key === 'groups' ? groupsOf(bench) : (CHOICES[key] ?? [])).filter(
      (choice) => !(isPool && typeof choice === 'string') && settingWords(choice) !== settingWords(now[key]),
    )
    return [
      ...choices.map((choice) => ({
        name: `${name}: ${settingWords(choice)}${key === 'groups' ? meaning(bench, Number(choice)) : ''}`,
        group,
        words: 'set layer',
        run: () => set({ [key]: choice }, name),
      })),
      ...(FIELDS.has(key)
        ? [{ name: `${name} …`, group, words: 'set field', run: () => void showField(bench, name) }]
        : []),
    ]
  })
}

function groupsOf({ session }: Workbench): readonly number[] {
  const { bank, layer } = session.view
  if (bank !== null) return validGroups(inChannelsOf(bank), bank.weight.shape[0])
  const channels = session.shapes?.[layer]?.[1]
  return channels === undefined ? [] : validGroups(channels, channels)
}

function meaning({ session }: Workbench, groups: number): string {
  const { bank } = session.view
  if (bank === null) return ''
  return groups === 1 ? ' (dense)' : groups === inChannelsOf(bank) ? ' (depthwise)' : ''
}

/** Put the focus into a field of the selected layer, wherever the screen has it. */
async function showField({ session }: Workbench, label: string): Promise<void> {
  session.view.mobileTab = 'kernel'
  await tick()
  const find = () =>
    [...document.querySelectorAll('section[aria-label="Layer settings"] label')].find(
      (each) => each.textContent.trim() === label,
    )
  if (find() === undefined) {
    document.querySelector<HTMLElement>('[aria-label="Layers"] [aria-label="Settings"]')?.click()
    await tick()
  }
  const field = find()
  const control = field instanceof HTMLLabelElement ? field.control : null
  control?.scrollIntoView({ block: 'nearest' })
  control?.focus()
}
