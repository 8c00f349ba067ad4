import { FILTER_FORMS, FORMS } from '../../state/export/filter-forms.ts'
import type { MenuItem } from '../controls/menu-item.ts'
import { entry, type AtBench, type Command } from './command.ts'

/** Saves the layers, in each of the forms. */
export const EXPORT_FILTERS: readonly Command<AtBench>[] = FORMS.map((form) => ({
  id: `export-filters-${form}`,
  group: 'Files',
  name: `Export filters: ${FILTER_FORMS[form]}`,
  label: FILTER_FORMS[form],
  words: 'bank weights model save',
  run: ({ bench }) => bench.session.exportFilters(form),
}))

/** The menu Export filters. */
export function exportItems(on: AtBench): readonly MenuItem[] {
  return EXPORT_FILTERS.map((command) => entry(command, on))
}
