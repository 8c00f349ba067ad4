import type { Home } from '../../state/home.svelte.ts'
import type { Keeper } from '../../state/saving/keeper.svelte.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import { isPressed, type Chord, type Pressed } from '../controls/chords.ts'
import type { MenuItem } from '../controls/menu-item.ts'

/** What is done to the document and what is selected in it. */
export interface AtBench {
  readonly bench: Workbench
}

/** The whole app, as commands see it. */
export interface App extends AtBench {
  readonly home: {
    readonly projects: Pick<Home['projects'], 'isListOpen'> & {
      readonly keeper: Pick<Keeper, 'current'> | null
    }
    readonly install: Pick<Home['install'], 'isOffered' | 'install'>
    readonly copyLink: Home['copyLink']
  }
}

/** A text, or one that depends on what the command is done to. */
type Text<On, Said = string> = Said | ((on: On) => Said)

/** A row of the list of keys. */
export interface KeyRow {
  /** Unique, kebab case. */
  readonly id: string
  /** Each of them does it. */
  readonly keys?: readonly Chord[]
  /** What the list of keys says, where that is not the name. Rows that say the same share a line. */
  readonly does?: string
  /** The browser acts on the keys, or a field that is typed into: they are told, and listened to nowhere. */
  readonly native?: true
  /** A key that means something else everywhere else is taken over on purpose. */
  readonly takes?: true
}

/** Something that a person can do: by its name in the palette, from a menu, by keys in the place whose table it stands in. */
export interface Command<On> extends KeyRow {
  readonly name: Text<On>
  /** Heading in the palette; what has none is not offered there. */
  readonly group?: string | undefined
  /** Other words to find it by. */
  readonly words?: string
  /** Its name in a menu of what it is done to. */
  readonly label?: Text<On>
  /** A quiet line under it in a menu; it is found by that too. */
  readonly hint?: Text<On, string | undefined>
  /** Whether it can be done now: else it is missing in the palette, and gray in menus. */
  readonly when?: (on: On) => boolean
  /** Where it cannot be done its keys are left to the browser, which scrolls, or makes a click of them. */
  readonly leaves?: true
  readonly run: (on: On) => unknown
}

/** A text of a command for what it is done to. */
export function textOf<On, Said extends string | undefined>(text: Text<On, Said>, on: On): Said {
  return typeof text === 'function' ? text(on) : text
}

/** Whether a command can be done now. */
export function can<On>({ when }: Command<On>, on: On): boolean {
  return when === undefined || when(on)
}

/** The row whose key is pressed. */
export function rowOf<Row extends KeyRow>(event: Pressed, rows: readonly Row[]): Row | undefined {
  return rows.find(
    ({ keys = [], native }) => native === undefined && keys.some((chord) => isPressed(chord, event)),
  )
}

/** Do what a key stands for among the commands of a place. Whether it stood for one: then it is the browser's no more. */
export function press<On>(
  event: Pressed & Pick<KeyboardEvent, 'preventDefault'>,
  commands: readonly Command<On>[],
  on: On,
): boolean {
  const command = rowOf(event, commands)
  if (command === undefined) return false
  if (can(command, on)) command.run(on)
  else if (command.leaves) return false
  event.preventDefault()
  return true
}

/** A command as an entry of a menu. @param changes what is otherwise in this menu */
export function entry<On>(command: Command<On>, on: On, changes: Partial<MenuItem> = {}): MenuItem {
  const { name, label = name, hint, keys: [key] = [] } = command
  return {
    label: textOf(label, on),
    hint: textOf(hint, on),
    keys: key,
    disabled: !can(command, on),
    onselect: () => void command.run(on),
    ...changes,
  }
}
