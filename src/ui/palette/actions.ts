import { validGroups } from '../../core/groups.ts'
import { inChannelsOf } from '../../core/conv2d.ts'
import { PRESETS } from '../../core/presets.ts'
import { repairs } from '../../core/repair.ts'
import { READY_PIPELINES } from '../../core/ready-pipelines.ts'
import { WEIGHT_OPS } from '../../core/weight-ops.ts'
import { TEXT_FORMAT_NAMES, TEXT_FORMATS } from '../../formats/text-formats.ts'
import { layerName } from '../../state/edits.ts'
import { repairLayers, setPipeline } from '../../state/layer-edits.ts'
import type { Home } from '../../state/home.svelte.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import { addLayerAfter, layerActions } from '../strip/layer-actions.ts'
import { ADDABLE } from '../strip/new-layer.ts'
import type { Action } from './action.ts'
import { editActions, fileActions } from './file-actions.ts'
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
    ...(bench.session.view.bank === null ? [] : [...bankActions(bench), ...weightActions(bench)]),
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
    ...layerActions(session, session.view.layer).map(({ label, keys, onselect }) => ({
      name: `${label} layer`,
      group,
      ...(keys !== undefined && { keys }),
      run: () => onselect?.(),
    })),
    ...ADDABLE.map(({ type, name, hint }) => ({
      name: `Add ${name}`,
      group,
      words: hint,
      run: () => addLayerAfter(session, type),
    })),
    ...groupActions(bench),
    ...(session.inputShape === null ? [] : repairs(session.inputShape, session.layers)).map((way) => ({
      name: `Repair: ${way.words}`,
      group,
      words: 'fit mismatch shape error',
      run: () => session.edit(repairLayers(session.document, way)),
    })),
  ]
}

function groupActions({ session }: Workbench): Action[] {
  const { bank } = session.view
  if (bank === null) return []
  const inChannels = inChannelsOf(bank)
  return validGroups(inChannels, bank.weight.shape[0]).map((groups) => ({
    name: `Groups ${groups}${groups === 1 ? ' (dense)' : groups === inChannels ? ' (depthwise)' : ''}`,
    group: 'Layers',
    run: () => void session.draft.set({ groups }),
  }))
}

function bankActions(bench: Workbench): Action[] {
  const group = 'Filters'
  return [
    { name: 'Add filter', group, keys: 'Ins', run: () => bench.add() },
    { name: 'Duplicate filters', group, words: 'copy', run: () => bench.duplicate() },
    { name: 'Remove filters', group, words: 'delete', run: () => bench.remove() },
    { name: 'Move filters up', group, keys: 'Alt ↑', run: () => bench.moveBy(-1) },
    { name: 'Move filters down', group, keys: 'Alt ↓', run: () => bench.moveBy(1) },
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

function weightActions(bench: Workbench): Action[] {
  const { bank, filter, channel } = bench.session.view
  const size = bank?.weight.shape.slice(2) ?? [1, 1]
  const ops = WEIGHT_OPS.filter((op) => bench.can(op))
  return [
    ...ops.map((op) => ({
      name: `Kernel: ${op.name}`,
      group: 'Kernel',
      ...(OP_KEYS[op.id] !== undefined && { keys: OP_KEYS[op.id] }),
      run: () => bench.apply(op, 'kernel'),
    })),
    { name: 'Kernel: Scale by …', group: 'Kernel', words: 'multiply', run: () => bench.askScale('kernel') },
    { name: 'Kernel: Randomise', group: 'Kernel', words: 'kaiming', run: () => bench.randomise('kernel') },
    ...PRESETS.map((preset) => ({
      name: `Kernel: ${preset.name}`,
      group: 'Kernel',
      words: `preset ${preset.sentence}`,
      run: () => bench.setKernel(preset.make(size[0] ?? 1, size[1] ?? 1), preset.name),
    })),
    ...TEXT_FORMATS.map((format) => ({
      name: `Copy kernel [${filter}, ${channel}] as ${TEXT_FORMAT_NAMES[format]}`,
      group: 'Kernel',
      run: () => void bench.copy(format, 'kernel'),
    })),
    { name: 'Paste numbers', group: 'Kernel', words: 'tsv csv', run: () => void (bench.dialog = 'paste') },
    ...ops.map((op) => ({
      name: `Filters: ${op.name}`,
      group: 'Filters',
      run: () => bench.apply(op, 'filters'),
    })),
    {
      name: 'Filters: Scale by …',
      group: 'Filters',
      words: 'multiply',
      run: () => bench.askScale('filters'),
    },
    { name: 'Filters: Randomise', group: 'Filters', words: 'kaiming', run: () => bench.randomise('filters') },
    ...TEXT_FORMATS.map((format) => ({
      name: `Copy filter ${filter} as ${TEXT_FORMAT_NAMES[format]}`,
      group: 'Filters',
      run: () => void bench.copy(format, 'filters'),
    })),
  ]
}
