import type { PresetTarget } from '../../core/presets/apply-preset.ts'
import { PRESETS } from '../../core/presets/presets.ts'
import { deviceStore } from '../../state/browser.ts'
import { OwnPresets } from '../../state/own-presets.svelte.ts'
import { putKernel, putPreset } from '../../state/put-preset.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import { presetSections, type PresetEntry } from '../choices/preset-list.ts'
import type { AtBench, Command } from './command.ts'
import { hasBank } from './weight-commands.ts'

/** What a preset is put into, in the words of the palette. */
const INTO: Readonly<Record<PresetTarget, string>> = { kernel: 'Kernel', filter: 'Filters', bank: 'Bank' }

/** Presets for the selected kernel. */
export const KERNEL_PRESETS: readonly Command<AtBench>[] = PRESETS.map((preset) => ({
  id: `preset-${preset.id}`,
  name: `Kernel: ${preset.name}`,
  group: 'Kernel',
  words: `preset ${preset.sentence}`,
  when: hasBank,
  run: ({ bench }) => putKernel(bench, preset),
}))

/** A person's own presets, mixes of colours and whole banks, as far as they go into the selected layer. */
export function presetCommands(bench: Workbench): readonly Command<AtBench>[] {
  const { bank } = bench.session.view
  if (bank === null) return []
  return presetSections(bank, new OwnPresets(deviceStore).all).flatMap(({ name: group, entries }) =>
    entries
      .filter(({ choice }) => choice.kind !== 'kernel')
      .flatMap((entry) =>
        entry.targets.map((target) => ({
          id: `preset-${entry.key}-${target}`,
          // own ones may be called like others
          name: `${INTO[target]}: ${entry.name}${entry.choice.kind === 'own' ? ' (yours)' : ''}`,
          group,
          words: `preset ${entry.sentence}`,
          run: (on: AtBench) => put(on.bench, entry, target),
        })),
      ),
  )
}

function put(bench: Workbench, { choice }: PresetEntry, target: PresetTarget): void {
  const { session, filters } = bench
  const { document: from, view } = session
  const place = { filter: view.filter, channel: view.channel, filters }
  const told = putPreset(bench, choice, target, { place, values: {} })
  if (told !== '' && session.document !== from) session.say(told, true)
}
