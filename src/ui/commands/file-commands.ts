import type { App, AtBench, Command } from './command.ts'

const group = 'Files'
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
