import type { PresetTarget } from '../../core/presets/apply-preset.ts'
import { localStore, OwnPresets } from '../../state/own-presets.svelte.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import { presetSections, type PresetEntry } from '../choices/preset-list.ts'
import type { Action } from './action.ts'

/** What a preset is put into, in the words of the palette. */
const INTO: Readonly<Record<PresetTarget, string>> = { kernel: 'Kernel', filter: 'Filters', bank: 'Bank' }

/** A person's own presets, mixes of colours and whole banks, as far as they go into the selected layer. */
export function presetActions(bench: Workbench): Action[] {
  const { bank } = bench.session.view
  if (bank === null) return []
  return presetSections(bank, new OwnPresets(localStore()).all).flatMap(({ name: group, entries }) =>
    entries
      .filter(({ choice }) => choice.kind !== 'kernel')
      .flatMap((entry) =>
        entry.targets.map((target) => ({
          // own ones may be called like others
          name: `${INTO[target]}: ${entry.name}${entry.choice.kind === 'own' ? ' (yours)' : ''}`,
          group,
          words: `preset ${entry.sentence}`,
          run: () => put(bench, entry, target),
        })),
      ),
  )
}

function put(bench: Workbench, { choice }: PresetEntry, target: PresetTarget): void {
  const { session, filters } = bench
  const { document: from, view } = session
  const place = { filter: view.filter, channel: view.channel, filters }
  const told = bench.putPreset(choice, target, { place, values: {} })
  if (told !== '' && session.document !== from) session.say(told, true)
}
