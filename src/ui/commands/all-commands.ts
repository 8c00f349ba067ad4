import type { Chord } from '../controls/chords.ts'
import { ADD_LAYER } from './add-layer-commands.ts'
import { can, textOf, type App, type Command } from './command.ts'
import { redo, undo } from './edit-commands.ts'
import * as exports from './export-commands.ts'
import * as files from './file-commands.ts'
import { FILTER } from './filter-menu.ts'
import { INPUT, OPEN_SAMPLE } from './input-commands.ts'
import { LAYER, selectLayer } from './layer-commands.ts'
import { showLessons } from './lesson-commands.ts'
import { LOOKS } from './look-commands.ts'
import { openImage, pasteImage } from './photo-commands.ts'
import { KERNEL_PRESETS, presetCommands } from './preset-commands.ts'
import { PASTE_PARTS } from './paste-commands.ts'
import { REVERT } from './project-commands.ts'
import { READY } from './ready-commands.ts'
import { repairCommands, settingCommands } from './setting-commands.ts'
import { OPEN_TRAINED } from './trained-commands.ts'
import { drawers, otherTheme, showKeys } from './view-commands.ts'
import { WEIGHTS } from './weight-commands.ts'

/** A command with what it is done to, as the palette offers it. */
export interface Offer {
  readonly id: string
  readonly group: string
  readonly name: string
  readonly words: string
  readonly keys: Chord | undefined
  readonly run: () => void
}

/** Every command that can be done now, in the order of the palette. */
export function allCommands(app: App): readonly Offer[] {
  const { bench } = app
  const { session } = bench
  const { layer: at, filter } = session.view
  const ofApp = (...commands: readonly Command<App>[]) => offers(commands, app)
  return [
    ...ofApp(openImage, pasteImage, files.useCamera, ...OPEN_SAMPLE),
    ...ofApp(files.importFilters, ...exports.EXPORT_FILTERS, exports.exportNpy, exports.exportPng),
    ...ofApp(exports.exportInput, exports.exportFull, exports.exportMany, exports.shareSelected),
    ...ofApp(files.showProjects, files.copyLink, files.installApp, ...REVERT, undo, redo),
    ...ofApp(...INPUT),
    ...ofApp(...session.document.layers.map((_, each) => selectLayer(each))),
    ...(at < 0 ? [] : offers(LAYER, { bench, at })),
    ...ofApp(...ADD_LAYER, ...PASTE_PARTS, ...repairCommands(bench), ...settingCommands(bench)),
    ...offers(FILTER, { bench, filter }),
    ...ofApp(...WEIGHTS.kernel, ...KERNEL_PRESETS, ...WEIGHTS.filters, ...presetCommands(bench), ...READY),
    ...ofApp(...OPEN_TRAINED, ...LOOKS, ...Object.values(drawers), otherTheme, showLessons, showKeys),
  ]
}

function offers<On>(commands: readonly Command<On>[], on: On): readonly Offer[] {
  return commands.flatMap((command) => {
    const { id, group, name, words = '', hint, keys: [keys] = [] } = command
    if (group === undefined || !can(command, on)) return []
    return [
      {
        id,
        group,
        name: textOf(name, on),
        words: `${words} ${textOf(hint, on) ?? ''}`,
        keys,
        run: () => void command.run(on),
      },
    ]
  })
}
