import { FILTER_FORMS, FORMS } from '../../state/export/filter-forms.ts'
import { canShareMaps, shareMap } from '../../state/export/share.ts'
import type { MenuItem } from '../controls/menu-item.ts'
import { can, entry, type AtBench, type Command } from './command.ts'
import { hasPhoto } from './photo-commands.ts'

const group = 'Files'

/** Saves the layers, in each of the forms. */
export const EXPORT_FILTERS: readonly Command<AtBench>[] = FORMS.map((form) => ({
  id: `export-filters-${form}`,
  group,
  name: `Export filters: ${FILTER_FORMS[form]}`,
  label: FILTER_FORMS[form],
  words: 'bank weights model save',
  run: ({ bench }) => bench.session.exportFilters(form),
}))

/** Saves what the layers read. */
export const exportInput: Command<AtBench> = {
  id: 'export-input',
  group,
  name: 'Export maps: Input tensor (.npy)',
  when: hasPhoto,
  run: ({ bench }) => bench.session.exportMapsNpy(-1),
}

/** Saves the selected layer's maps as numbers. */
export const exportNpy: Command<AtBench> = {
  id: 'export-npy',
  group,
  name: 'Export maps: NumPy (.npy)',
  when: hasPhoto,
  run: ({ bench }) => bench.session.exportMapsNpy(),
}

/** Saves the selected layer's maps as they are seen. */
export const exportPng: Command<AtBench> = {
  id: 'export-png',
  group,
  name: 'Export maps: PNG',
  when: hasPhoto,
  run: ({ bench }) => bench.session.exportMapsPng(),
}

/** Opens the dialog for maps of the photo's own size. */
export const exportFull: Command<AtBench> = {
  id: 'export-full',
  group,
  name: 'Export at full resolution',
  label: 'Export at full resolution …',
  when: hasPhoto,
  run: ({ bench }) => (bench.session.view.exporting = 'this'),
}

/** Opens the dialog that sends many photos through the layers. */
export const exportMany: Command<AtBench> = {
  id: 'export-many',
  group,
  name: 'Many photos through these layers',
  label: 'Many photos …',
  words: 'batch folder all',
  when: hasPhoto,
  run: ({ bench }) => (bench.session.view.exporting = 'many'),
}

/** Hands the selected map to the system. */
export const shareSelected: Command<AtBench> = {
  id: 'share-map',
  group,
  name: 'Share the selected map',
  when: (on) => canShareMaps() && hasPhoto(on),
  run: ({ bench }) => shareMap(bench.session),
}

/** What the entry for pictures saves: what is seen. */
const SEEN = {
  maps: 'as seen, a ZIP for several',
  rgb: 'as seen: the RGB picture',
  difference: 'as seen: the difference',
}

/** The menu Export filters. */
export function exportItems(on: AtBench): readonly MenuItem[] {
  return EXPORT_FILTERS.map((command) => entry(command, on))
}

/** The menu Export maps. */
export function exportMapsItems(on: AtBench): readonly MenuItem[] {
  const { session } = on.bench
  const seen = session.view.seenOf(session.shapeAt(session.view.layer)?.[1] ?? 1).type
  return [
    entry(exportNpy, on, { label: 'NumPy (.npy)', hint: 'float32, (1, C, H, W)' }),
    entry(exportPng, on, { label: 'PNG', hint: SEEN[seen] }),
    entry(exportInput, on, { label: 'Input tensor (.npy)', hint: 'what the layers read, (1, 3, H, W)' }),
    entry(exportFull, on, { label: 'At full resolution …', hint: 'the photo’s own size, band by band' }),
    entry(exportMany, on, { label: 'Many photos …', hint: 'each at its own size, into a folder or a ZIP' }),
    ...(can(shareSelected, on) ? [entry(shareSelected, on)] : []),
  ]
}
