import type { Home } from '../../state/home.svelte.ts'
import { SAMPLES } from '../../state/photo/samples.ts'
import { canShareMaps, shareMap } from '../../state/export/share.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import type { Action } from './action.ts'

/** Opens the dialog of one of the page's file inputs, which all have a name. */
function pickFile(name: string): void {
  document.querySelector<HTMLInputElement>(`input[type="file"][aria-label="${name}"]`)?.click()
}

/** What brings things in and takes them away. */
export function fileActions({ session }: Workbench, home: Home): Action[] {
  const group = 'Files'
  const { view } = session
  const maps: Action[] = [
    { name: 'Export maps: NumPy (.npy)', group, run: () => void session.exportMapsNpy() },
    { name: 'Export maps: PNG', group, run: () => void session.exportMapsPng() },
    { name: 'Export at full resolution', group, run: () => void (view.exporting = true) },
    ...(canShareMaps() ? [{ name: 'Share the selected map', group, run: () => void shareMap(session) }] : []),
  ]
  return [
    { name: 'Open image', group, keys: 'Ctrl O', words: 'photo picture', run: () => pickFile('Open image') },
    { name: 'Paste image', group, keys: 'Ctrl V', run: () => void session.incoming.pastePicture() },
    { name: 'Use the camera', group, words: 'photo video live', run: () => void (view.camera = true) },
    ...SAMPLES.map(({ id, name }) => ({
      name: `Sample: ${name}`,
      group,
      words: 'photo chart',
      run: () => void session.openSample(id),
    })),
    { name: 'Import filters', group, words: 'json bank load', run: () => pickFile('Import filters') },
    { name: 'Export filters', group, words: 'json bank save', run: () => void session.exportFilters() },
    ...(session.hasPhoto ? maps : []),
    { name: 'Projects', group, words: 'saved open', run: () => void (home.projects.isListOpen = true) },
    { name: 'Copy link', group, words: 'share url', run: () => void home.copyLink() },
    ...(home.install.isOffered
      ? [{ name: 'Install app', group, run: () => void home.install.install() }]
      : []),
  ]
}

/** Undo and redo, as far as there is something. */
export function editActions({ session }: Workbench): Action[] {
  const group = 'Edit'
  const { history } = session
  return [
    ...(history.canUndo
      ? [{ name: `Undo ${history.undoLabel}`, group, keys: 'Ctrl Z', run: () => session.undo() }]
      : []),
    ...(history.canRedo
      ? [{ name: `Redo ${history.redoLabel}`, group, keys: 'Ctrl ⇧ Z', run: () => session.redo() }]
      : []),
  ]
}
