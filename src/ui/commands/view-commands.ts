import type { DrawerTab } from '../../state/view/view.svelte.ts'
import { COLOR_MAPS } from '../choices/looks.ts'
import type { AtBench, Command } from './command.ts'
import { hasPhoto } from './photo-commands.ts'

const group = 'View'

/** Opens the list of all commands, or closes it. */
export const showCommands: Command<AtBench> = {
  id: 'commands',
  name: 'Commands',
  keys: ['Ctrl K'],
  does: 'All commands',
  run: ({ bench }) => (bench.dialog = bench.dialog === 'palette' ? null : 'palette'),
}

/** Opens the list of keys. */
export const showKeys: Command<AtBench> = {
  id: 'keys',
  group,
  name: 'Keyboard',
  words: 'shortcuts help',
  keys: ['?'],
  does: 'This list',
  run: ({ bench }) => (bench.dialog = 'keys'),
}

/** Shows the maps in the next colours. */
export const nextColorMap: Command<AtBench> = {
  id: 'next-colour-map',
  name: 'Next colour map',
  keys: ['M'],
  run: ({ bench: { session } }) => {
    const { view } = session
    const next = (COLOR_MAPS.findIndex(({ value }) => value === view.colorMap) + 1) % COLOR_MAPS.length
    view.colorMap = COLOR_MAPS[next]?.value ?? view.colorMap
  },
}

/** The other theme. */
export const otherTheme: Command<AtBench> = {
  id: 'other-theme',
  group,
  name: ({ bench }) => `${bench.session.view.resolvedTheme === 'dark' ? 'Light' : 'Dark'} theme`,
  run: ({ bench: { session } }) => {
    const { view } = session
    view.theme = view.resolvedTheme === 'dark' ? 'light' : 'dark'
  },
}

/** Opens a tab of the drawer; on a phone the part of the screen that holds it. */
export function showTab({ bench: { session } }: AtBench, tab: DrawerTab): void {
  session.view.showDrawer(tab)
  session.view.mobileTab = tab === 'filter' ? 'inspect' : tab
}

function drawer(tab: DrawerTab, label: string, key?: string): Command<AtBench> {
  return {
    id: `show-${tab}`,
    group,
    name: `Show ${tab}`,
    label,
    words: 'drawer tab',
    ...(key !== undefined && { keys: [key], does: 'Drawer: filter, inspect, cost' }),
    when: hasPhoto,
    run: (on) => showTab(on, tab),
  }
}

/** The tabs of the drawer. */
export const drawers = {
  filter: drawer('filter', 'Filter', 'F'),
  inspect: drawer('inspect', 'Inspect', 'I'),
  cost: drawer('cost', 'Cost', 'C'),
  code: drawer('code', 'Code'),
  files: drawer('files', 'Files'),
} as const satisfies Readonly<Record<DrawerTab, Command<AtBench>>>
