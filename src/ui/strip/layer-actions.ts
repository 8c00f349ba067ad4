import { isBypassed } from '../../state/document/bypass.ts'
import { addLayer, moveLayer, removeLayer } from '../../state/document/edits.ts'
import { duplicateLayer, toggleBypass } from '../../state/document/layer-edits.ts'
import { groupsAt } from '../../state/run/ranges.ts'
import type { Session } from '../../state/session/session.svelte.ts'
import type { MenuItem } from '../controls/menu-item.ts'
import { layerRows } from '../layer-rows.ts'
import { newLayer, type AddableType } from '../choices/new-layer.ts'

/** What can be done to a layer, as entries of a menu; none where there is no such layer. */
export function layerActions(session: Session, at: number): MenuItem[] {
  const { layers } = session.document
  if (layers[at] === undefined) return []
  return [
    {
      label: isBypassed(session.document, at) ? 'Switch on' : 'Bypass',
      keys: 'B',
      onselect: () => session.edit(toggleBypass(session.document, at)),
    },
    {
      label: 'Duplicate',
      keys: 'Ctrl D',
      onselect: () => session.edit(() => duplicateLayer(session.document, at)),
    },
    {
      label: 'Move left',
      keys: 'Alt ←',
      disabled: at === 0,
      onselect: () => moveLayerTo(session, at, at - 1),
    },
    {
      label: 'Move right',
      keys: 'Alt →',
      disabled: at === layers.length - 1,
      onselect: () => moveLayerTo(session, at, at + 1),
    },
    {
      label: 'Remove',
      keys: 'Del',
      parted: true,
      onselect: () => session.edit(() => removeLayer(session.document, at)),
    },
  ]
}

/** Move a layer to a position, as far as there is one. */
export function moveLayerTo(session: Session, from: number, to: number): void {
  if (to === from || to < 0 || to >= session.document.layers.length) return
  session.edit(() => moveLayer(session.document, from, to))
}

/** Move a layer by keys: moves of one layer in a row are one step. */
function stepLayer(session: Session, at: number, by: 1 | -1): void {
  const to = at + by
  if (to < 0 || to >= session.document.layers.length) return
  session.view.selectLayer(at)
  session.editIn('move layer', (base, { layer }) => moveLayer(base, layer, to))
}

/** Add a layer behind the selected one, made for the channels there. */
export function addLayerAfter(session: Session, type: AddableType): void {
  const at = session.view.layer
  const input = session.inputShape ?? ([1, 3, 0, 0] as const)
  const { layers } = session.document
  const channels = layerRows(input, layers)[at]?.output?.[1] ?? input[1]
  session.edit(() => addLayer(session.document, newLayer(type, channels, groupsAt(layers, at)), at + 1))
}

/** What is looked at of a key that is pressed. */
type KeyPress = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** What a key does to the layer at `at`: true where it did something. */
export function layerKey(event: KeyPress, session: Session, at: number): boolean {
  const { key, altKey } = event
  const command = event.ctrlKey || event.metaKey
  if (event.shiftKey) return false
  if (altKey && !command && (key === 'ArrowLeft' || key === 'ArrowRight')) {
    stepLayer(session, at, key === 'ArrowLeft' ? -1 : 1)
  } else if (command && !altKey && key === 'd') session.edit(() => duplicateLayer(session.document, at))
  else if (altKey || command) return false
  else if (key === 'Delete' || key === 'Backspace') session.edit(() => removeLayer(session.document, at))
  else if (key === 'b') session.edit(toggleBypass(session.document, at))
  else return false
  return true
}
