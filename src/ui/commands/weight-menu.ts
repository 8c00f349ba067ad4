import type { WeightScope } from '../../state/workbench.svelte.ts'
import type { MenuItem } from '../controls/menu-item.ts'
import { entry, type AtBench } from './command.ts'
import { MENUS, WEIGHTS } from './weight-commands.ts'

/** What can be done to weights, as entries of a menu. */
export function weightItems(on: AtBench, scope: WeightScope): MenuItem[] {
  const commands = WEIGHTS[scope]
  return commands.flatMap((command, i): MenuItem[] => {
    const { menu } = command
    if (menu === undefined) return [entry(command, on)]
    if (commands[i - 1]?.menu === menu) return []
    const inside = commands.filter((each) => each.menu === menu)
    return [{ label: MENUS[menu], parted: menu === 'copy', items: inside.map((each) => entry(each, on)) }]
  })
}
