import { canShareMaps, shareMap } from '../../state/export/share.ts'
import type { App, AtBench, Command } from './command.ts'

const group = 'Files'
const PHOTO = 'Open a photo, paste one'

/** Whether there is something to show. */
export const hasPhoto = ({ bench }: AtBench): boolean => bench.session.hasPhoto

/** Opens the dialog of Open image. */
export const openImage: Command<App> = {
  id: 'open-image',
  group,
  name: 'Open image',
  words: 'photo picture',
  keys: ['Ctrl O'],
  does: PHOTO,
  run: ({ bench }) => bench.screen.ask('image'),
}

/** Opens the picture on the clipboard. The key is the browser's own, which tells of it without asking. */
export const pasteImage: Command<AtBench> = {
  id: 'paste-image',
  group,
  name: 'Paste image',
  label: 'Paste',
  keys: ['Ctrl V'],
  does: PHOTO,
  native: true,
  run: ({ bench }) => bench.session.incoming.pastePicture(),
}

/** Asks for the camera. */
export const useCamera: Command<AtBench> = {
  id: 'use-camera',
  group,
  name: 'Use the camera',
  label: 'Camera',
  words: 'photo video live',
  run: ({ bench }) => (bench.session.view.camera = true),
}

/** Opens the dialog of Import filters. */
export const importFilters: Command<AtBench> = {
  id: 'import-filters',
  group,
  name: 'Import filters',
  words: 'json bank load model weights onnx safetensors npz npy pt pth',
  run: ({ bench }) => bench.screen.ask('filters'),
}

/** Saves what the layers read. */
export const exportInput: Command<AtBench> = {
  id: 'export-input',
  group,
  name: 'Export maps: Input tensor (.npy)',
  when: hasPhoto,
  run: ({ bench }) => bench.session.exportInput(),
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
  run: ({ bench }) => (bench.session.view.exporting = true),
}

/** Hands the selected map to the system. */
export const shareSelected: Command<AtBench> = {
  id: 'share-map',
  group,
  name: 'Share the selected map',
  when: (on) => canShareMaps() && hasPhoto(on),
  run: ({ bench }) => shareMap(bench.session),
}

/** Opens the list of projects. */
export const showProjects: Command<App> = {
  id: 'projects',
  group,
  name: 'Projects',
  words: 'saved open',
  run: ({ home }) => (home.projects.isListOpen = true),
}

/** Copies a link to what is shown. */
export const copyLink: Command<App> = {
  id: 'copy-link',
  group,
  name: 'Copy link',
  words: 'share url',
  run: ({ home }) => home.copyLink(),
}

/** Installs the app, where the browser offers it. */
export const installApp: Command<App> = {
  id: 'install-app',
  group,
  name: 'Install app',
  when: ({ home }) => home.install.isOffered,
  run: ({ home }) => home.install.install(),
}
