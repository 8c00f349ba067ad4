import { validGroups } from '../../core/groups.ts'
import { inChannelsOf } from '../../core/conv2d.ts'
import { PRESETS } from '../../core/presets.ts'
import { READY_PIPELINES } from '../../core/ready-pipelines.ts'
import { WEIGHT_OPS } from '../../core/weight-ops.ts'
import { TEXT_FORMAT_NAMES, TEXT_FORMATS } from '../../formats/text-formats.ts'
import { layerName } from '../../state/edits.ts'
import { setPipeline } from '../../state/layer-edits.ts'
import { SAMPLES } from '../../state/samples.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import type { Look } from '../../state/ranges.ts'
import { layerActions } from '../strip/layer-actions.ts'
import { ADDABLE } from '../strip/new-layer.ts'
import { addLayerAfter } from '../strip/layer-actions.ts'

/** Something that the command palette does. */
export interface Action {
  readonly name: string
  /** Heading it stands under. */
  readonly group: string
  readonly keys?: string
  /** Other words to find it by. */
  readonly words?: string
  readonly run: () => void
}

/** The actions that can be done now. */
export function actions(bench: Workbench): Action[] {
  return [
    ...fileActions(bench),
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

/** Opens the dialog of one of the page's file inputs, which all have a name. */
function pickFile(name: string): void {
  document.querySelector<HTMLInputElement>(`input[type="file"][aria-label="${name}"]`)?.click()
}

function fileActions({ session }: Workbench): Action[] {
  const group = 'Files'
  const { history } = session
  return [
    { name: 'Open image', group, keys: 'Ctrl O', words: 'photo picture', run: () => pickFile('Open image') },
    { name: 'Paste image', group, keys: 'Ctrl V', run: () => void session.pastePicture() },
    ...SAMPLES.map(({ id, name }) => ({
      name: `Sample: ${name}`,
      group,
      run: () => void session.openSample(id),
    })),
    { name: 'Import filters', group, words: 'json bank load', run: () => pickFile('Import filters') },
    { name: 'Export filters', group, words: 'json bank save', run: () => void session.exportFilters() },
    ...(session.hasPhoto
      ? [
          { name: 'Export maps: NumPy (.npy)', group, run: () => void session.exportMapsNpy() },
          { name: 'Export maps: PNG', group, run: () => void session.exportMapsPng() },
          { name: 'Export at full resolution', group, run: () => void (session.view.exporting = true) },
        ]
      : []),
    ...(history.canUndo
      ? [{ name: `Undo ${history.undoLabel}`, group: 'Edit', keys: 'Ctrl Z', run: () => session.undo() }]
      : []),
    ...(history.canRedo
      ? [{ name: `Redo ${history.redoLabel}`, group: 'Edit', keys: 'Ctrl ⇧ Z', run: () => session.redo() }]
      : []),
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

function weightActions(bench: Workbench): Action[] {
  const { bank, filter, channel } = bench.session.view
  const size = bank?.weight.shape.slice(2) ?? [1, 1]
  const ops = WEIGHT_OPS.filter((op) => bench.can(op))
  return [
    ...ops.map((op) => ({
      name: `Kernel: ${op.name}`,
      group: 'Kernel',
      run: () => bench.apply(op, 'kernel'),
    })),
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
    { name: 'Filters: Randomise', group: 'Filters', words: 'kaiming', run: () => bench.randomise('filters') },
    ...TEXT_FORMATS.map((format) => ({
      name: `Copy filter ${filter} as ${TEXT_FORMAT_NAMES[format]}`,
      group: 'Filters',
      run: () => void bench.copy(format, 'filters'),
    })),
  ]
}

function viewActions(bench: Workbench): Action[] {
  const { view } = bench.session
  const group = 'View'
  const maps: readonly (readonly [Look['colorMap'], string])[] = [
    ['gray', 'Gray'],
    ['viridis', 'Viridis'],
    ['magma', 'Magma'],
    ['signed', 'Signed'],
  ]
  return [
    ...maps.map(([colorMap, name]) => ({
      name: `Colour map: ${name}`,
      group,
      run: () => void (view.colorMap = colorMap),
    })),
    ...(['map', 'group', 'layer'] as const).map((range) => ({
      name: `Range: ${range}`,
      group,
      run: () => void Object.assign(view, { range, fixed: null }),
    })),
    ...(['filter', 'inspect', 'cost', 'code', 'files'] as const).map((tab) => ({
      name: `Show ${tab}`,
      group,
      words: 'drawer tab',
      run: () => view.showDrawer(tab),
    })),
    {
      name: view.resolvedTheme === 'dark' ? 'Light theme' : 'Dark theme',
      group,
      run: () => void (view.theme = view.resolvedTheme === 'dark' ? 'light' : 'dark'),
    },
    { name: 'Keyboard', group, keys: '?', words: 'shortcuts help', run: () => void (bench.dialog = 'keys') },
  ]
}
