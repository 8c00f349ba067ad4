import { PRESETS } from '../../core/presets/presets.ts'
import { repairs } from '../../core/bank/repair.ts'
import { READY_PIPELINES } from '../../core/presets/ready-pipelines.ts'
import { WEIGHT_OPS } from '../../core/bank/weight-ops.ts'
import { layerName } from '../../state/document/edits.ts'
import { repairLayers, setPipeline } from '../../state/document/layer-edits.ts'
import type { Home } from '../../state/home.svelte.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import type { MenuItem } from '../controls/menu-item.ts'
import { weightItems } from '../kernel/weight-items.ts'
import { addLayerAfter, layerActions } from '../strip/layer-actions.ts'
import { ADDABLE } from '../choices/new-layer.ts'
import type { Action } from './action.ts'
import { editActions, fileActions } from './file-actions.ts'
import { settingActions } from './setting-actions.ts'
import { presetActions } from './preset-actions.ts'
import { inputActions, viewActions } from './view-actions.ts'

/** Keys of operations on the selected kernel. */
const OP_KEYS: Readonly<Record<string, string>> = {
  'rotate-90': 'R',
  'flip-horizontal': 'H',
  'flip-vertical': 'V',
  negate: 'N',
}

/** The actions that can be done now. */
export function actions(bench: Workbench, home: Home): Action[] {
  return [
    ...fileActions(bench, home),
    ...editActions(bench),
    ...inputActions(bench),
    ...layerList(bench),
    ...settingActions(bench),
    ...(bench.session.view.bank === null
      ? []
      : [...bankActions(bench), ...weightActions(bench), ...presetActions(bench)]),
    ...READY_PIPELINES.map((ready) => ({
      name: ready.name,
      group: 'Ready pipelines',
      words: ready.sentence,
      run: () => bench.session.edit(setPipeline(bench.session.document, ready)),
    })),
    ...viewActions(bench),
  ]
}

function layerList(bench: Workbench): Action[] {
  const { session } = bench
  const group = 'Layers'
  const { layers } = session.document
  return [
    ...layers.map((layer, at) => ({
      name: `Select layer ${at + 1} ${layerName(layer)}`,
      group,
      ...(at < 9 && { keys: String(at + 1) }),
      run: () => session.view.selectLayer(at),
    })),
    ...flat(layerActions(session, session.view.layer), group, (label) => `${label} layer`),
    ...ADDABLE.map(({ type, name, hint }) => ({
      name: `Add ${name}`,
      group,
      words: hint,
      run: () => addLayerAfter(session, type),
    })),
    ...(session.inputShape === null ? [] : repairs(session.inputShape, session.layers)).map((way) => ({
      name: `Repair: ${way.words}`,
      group,
      words: 'fit mismatch shape error',
      run: () => session.edit(repairLayers(session.document, way)),
    })),
  ]
}

function bankActions(bench: Workbench): Action[] {
  const group = 'Filters'
  return [
    { name: 'Add filter', group, keys: 'Ins', run: () => bench.add() },
    { name: 'Duplicate filters', group, words: 'copy', run: () => bench.duplicate() },
    { name: 'Remove filters', group, words: 'delete', run: () => bench.remove() },
    { name: 'Move filters up', group, keys: 'Alt ↑', run: () => bench.moveBy(-1) },
    { name: 'Move filters down', group, keys: 'Alt ↓', run: () => bench.moveBy(1) },
    {
      name: bench.picking ? 'Select one filter again' : 'Select several filters',
      group,
      run: () => (bench.picking = !bench.picking),
    },
    { name: 'Rename filter', group, keys: 'F2', run: () => renameSelected() },
    { name: 'Select all filters', group, keys: 'Ctrl A', run: () => bench.pickAll() },
    {
      name: bench.linked ? 'Unlink the kernels of a filter' : 'Link the kernels of a filter',
      group,
      keys: 'L',
      run: () => void (bench.linked = !bench.linked),
    },
    {
      name: 'All presets',
      group,
      keys: 'P',
      words: 'gabor dct sliders',
      run: () => void (bench.dialog = 'presets'),
    },
  ]
}

/** Opens the field for the name of the selected filter. */
function renameSelected(): void {
  const label = document.querySelector<HTMLElement>('[data-rename]')
  label?.dispatchEvent(new KeyboardEvent('keydown', { key: 'F2', bubbles: true, cancelable: true }))
}

/** What the menus of kernels and filters offer, and presets. */
function weightActions(bench: Workbench): Action[] {
  return [
    ...flat(weightItems(bench, 'kernel'), 'Kernel', (label) => `Kernel: ${label}`).map((action) => ({
      ...action,
      ...keysOf(action.name),
    })),
    ...PRESETS.map((preset) => ({
      name: `Kernel: ${preset.name}`,
      group: 'Kernel',
      words: `preset ${preset.sentence}`,
      run: () => bench.putKernel(preset),
    })),
    ...flat(
      // the same as of a kernel
      weightItems(bench, 'filters').filter(({ label }) => !label.startsWith('Paste')),
      'Filters',
      (label) => `Filters: ${label}`,
    ),
  ]
}

/** The keys of an operation on the selected kernel. */
function keysOf(name: string): { readonly keys?: string } {
  const op = WEIGHT_OPS.find((each) => `Kernel: ${each.name}` === name)
  const keys = op && OP_KEYS[op.id]
  return keys === undefined ? {} : { keys }
}

/** The entries of a menu that can be chosen now, those of its submenus by the way to them. */
function flat(items: readonly MenuItem[], group: string, nameOf: (label: string) => string): Action[] {
  return items.flatMap(({ label, hint, keys, disabled, items: more, onselect }): Action[] => {
    if (more !== undefined) {
      return flat(more, group, (each) => nameOf(label.endsWith(' as') ? `${label} ${each}` : each))
    }
    if (disabled === true || onselect === undefined) return []
    return [
      {
        name: nameOf(label),
        group,
        ...(keys !== undefined && { keys }),
        ...(hint !== undefined && { words: hint }),
        run: onselect,
      },
    ]
  })
}
