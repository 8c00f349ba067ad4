import { validGroups } from '../../core/layers/groups.ts'
import { inChannelsOf } from '../../core/layers/conv2d.ts'
import { isBypassed } from '../../state/document/bypass.ts'
import { layerName, moveLayer, removeLayer } from '../../state/document/edits.ts'
import { duplicateLayer, toggleBypass } from '../../state/document/layer-edits.ts'
import type { MenuItem } from '../controls/menu-item.ts'
import { entry, textOf, type AtBench, type Command } from './command.ts'

/** A layer: the selected one, or that of the card which has the focus. */
export interface AtLayer extends AtBench {
  /** From 0. */
  readonly at: number
}

const group = 'Layers'
const MOVES = 'Move the layer'

type Edits = Pick<Command<AtLayer>, 'id' | 'keys' | 'does' | 'when' | 'run'> & {
  readonly label: NonNullable<Command<AtLayer>['label']>
}

/** What is done to one layer: in the palette with the word for what it is done to. */
function layerCommand(command: Edits): Command<AtLayer> {
  return { ...command, group, name: (on) => `${textOf(command.label, on)} layer` }
}

const moveLeft = layerCommand({
  id: 'move-layer-left',
  label: 'Move left',
  keys: ['Alt ←'],
  does: MOVES,
  when: ({ at }) => at > 0,
  run: (on) => stepLayer(on, -1),
})
const moveRight = layerCommand({
  id: 'move-layer-right',
  label: 'Move right',
  keys: ['Alt →'],
  does: MOVES,
  when: ({ bench, at }) => at + 1 < bench.session.document.layers.length,
  run: (on) => stepLayer(on, 1),
})
const duplicate = layerCommand({
  id: 'duplicate-layer',
  label: 'Duplicate',
  keys: ['Ctrl D'],
  does: 'Duplicate it',
  run: ({ bench: { session }, at }) => session.edit(() => duplicateLayer(session.document, at)),
})
const copy = layerCommand({
  id: 'copy-layer',
  label: 'Copy',
  keys: ['Ctrl C'],
  does: 'Copy it, paste one',
  run: async ({ bench, at }) => (await import('../../state/part-clipboard.ts')).copyLayer(bench.session, at),
})
const bypass = layerCommand({
  id: 'bypass-layer',
  label: ({ bench, at }) => (isBypassed(bench.session.document, at) ? 'Switch on' : 'Bypass'),
  keys: ['B'],
  does: 'Bypass it',
  run: ({ bench: { session }, at }) => session.edit(toggleBypass(session.document, at)),
})
const remove = layerCommand({
  id: 'remove-layer',
  label: 'Remove',
  keys: ['Del'],
  does: 'Remove it',
  run: ({ bench: { session }, at }) => session.edit(() => removeLayer(session.document, at)),
})

/** Commands of a layer, whose keys work on its card. */
export const LAYER: readonly Command<AtLayer>[] = [bypass, duplicate, copy, moveLeft, moveRight, remove]

/** The menu of a layer; none where there is no such layer. */
export function layerItems(on: AtLayer): MenuItem[] {
  if (on.bench.session.document.layers[on.at] === undefined) return []
  return LAYER.map((command) => entry(command, on, command === remove ? { parted: true } : {}))
}

/** Move a layer by keys: moves of one layer in a row are one step. */
function stepLayer({ bench: { session }, at }: AtLayer, by: 1 | -1): void {
  session.view.selectLayer(at)
  session.editIn('move layer', (base, { layer }) => moveLayer(base, layer, at + by))
}

/** Selects a layer. */
export function selectLayer(at: number): Command<AtBench> {
  return {
    id: `select-layer-${at + 1}`,
    group,
    name: ({ bench }) => {
      const layer = bench.session.document.layers[at]
      return `Select layer ${at + 1} ${layer === undefined ? '' : layerName(layer)}`
    },
    ...(at < 9 && { keys: [String(at + 1)], does: 'Select a layer' }),
    when: ({ bench }) => at < bench.session.document.layers.length,
    run: ({ bench }) => bench.session.view.selectLayer(at),
  }
}

/** The next valid groups below and above; steps in a row are one gesture. */
export const OTHER_GROUPS: readonly Command<AtBench>[] = [
  { id: 'fewer-groups', name: 'Fewer groups', keys: ['['], run: (on: AtBench) => stepGroups(on, -1) },
  { id: 'more-groups', name: 'More groups', keys: [']'], run: (on: AtBench) => stepGroups(on, 1) },
].map((row) => ({ ...row, does: 'Fewer, more groups' }))

function stepGroups({ bench: { session } }: AtBench, direction: 1 | -1): void {
  const { view, draft } = session
  if (view.bank === null) return
  const valid = validGroups(inChannelsOf(view.bank), view.bank.weight.shape[0])
  const groups = valid[valid.indexOf(view.bank.params.groups) + direction]
  if (groups !== undefined) draft.set({ groups }, 'groups')
}
