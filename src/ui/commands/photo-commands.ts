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
