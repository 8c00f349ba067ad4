import { addLayer } from '../../state/document/edits.ts'
import { groupsAt } from '../../state/run/ranges.ts'
import { ADDABLE, newLayer, type AddableType } from '../choices/new-layer.ts'
import { layerRows } from '../layer-rows.ts'
import type { AtBench, Command } from './command.ts'

/** Layers that can be added behind the selected one; loaded with the menu. */
export const ADD_LAYER: readonly Command<AtBench>[] = ADDABLE.map(({ type, name, hint }) => ({
  id: `add-${type}`,
  group: 'Layers',
  name: `Add ${name}`,
  label: name,
  hint,
  run: (on) => addAfterSelected(on, type),
}))

/** Made for the channels that are there. */
function addAfterSelected({ bench: { session } }: AtBench, type: AddableType): void {
  const at = session.view.layer
  const input = session.inputShape ?? ([1, 3, 0, 0] as const)
  const { layers } = session.document
  const channels = layerRows(input, layers)[at]?.output?.[1] ?? input[1]
  session.edit(() => addLayer(session.document, newLayer(type, channels, groupsAt(layers, at)), at + 1))
}
