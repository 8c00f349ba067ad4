import { isTyping, takesKeys } from '../controls/text-fields.ts'
import { press, rowOf, type App, type Command } from './command.ts'
import { redo, undo } from './edit-commands.ts'
import { openImage, pasteImage } from './photo-commands.ts'
import { linkKernels, showPresets } from './filter-commands.ts'
import { OTHER_GROUPS, selectLayer } from './layer-commands.ts'
import { drawers, nextColorMap, showCommands, showKeys } from './view-commands.ts'
import { WEIGHTS } from './weight-commands.ts'

/** Whose keys work while text is typed too. */
const WHILE_TYPING: readonly Command<App>[] = [showCommands, openImage]
/** Whose keys work while a map is seen large too, which has most for itself. */
const OVER_LARGE: readonly Command<App>[] = [showKeys, nextColorMap]

/** Commands whose keys work everywhere. */
export const EVERYWHERE: readonly Command<App>[] = [
  showCommands,
  showKeys,
  openImage,
  pasteImage,
  undo,
  redo,
  ...Array.from({ length: 9 }, (_, at) => selectLayer(at)),
  ...OTHER_GROUPS,
  showPresets,
  ...WEIGHTS.kernel.filter(({ keys }) => keys !== undefined),
  linkKernels,
  nextColorMap,
  drawers.filter,
  drawers.inspect,
  drawers.cost,
]

/** A key that nobody has taken before. */
export type AnyKey = Parameters<typeof press>[0] &
  Pick<KeyboardEvent, 'target' | 'isComposing' | 'defaultPrevented'>

/** Do what a key stands for everywhere. */
export function pressAnywhere(event: AnyKey, app: App): void {
  if (event.defaultPrevented || event.isComposing) return
  const command = rowOf(event, EVERYWHERE)
  if (command !== undefined && reaches(command, event, app)) press(event, [command], app)
}

/** Whether a key reaches its command, or is meant for what has the focus. */
function reaches(command: Command<App>, event: AnyKey, { bench }: App): boolean {
  if (WHILE_TYPING.includes(command)) return true
  if (event.ctrlKey || event.metaKey) return !isTyping(event.target)
  // a dialog that is still being loaded has no focus yet: what is typed is meant for it
  if (bench.dialog !== null || takesKeys(event.target)) return false
  return OVER_LARGE.includes(command) || !bench.session.view.large || !isInLarge(event.target)
}

function isInLarge(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest('.large') !== null)
}
