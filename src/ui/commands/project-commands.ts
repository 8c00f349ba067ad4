import { canRevert, revertToLink, revertToOpened } from '../../state/saving/revert.ts'
import type { App, Command } from './command.ts'

const group = 'Files'

/** Goes back to the document that was opened. */
const toOpened: Command<App> = {
  id: 'revert-to-opened',
  group,
  name: 'Revert the project to how it was opened',
  label: 'to how it was opened',
  words: 'last save saved version discard changes',
  when: ({ bench }) => canRevert(bench.session),
  run: ({ bench }) => revertToOpened(bench.session),
}

/** Goes back to the link that the project was made of. */
const toLink: Command<App> = {
  id: 'revert-to-link',
  group,
  name: 'Revert the project to its link',
  label: 'to its link',
  words: 'original discard changes',
  when: ({ home }) => linkOf(home) !== undefined,
  run: async ({ bench, home }) => {
    const link = linkOf(home)
    if (link !== undefined) await revertToLink(bench.session, link.hash)
  },
}

/** The ways back of the project that is open. */
export const REVERT: readonly Command<App>[] = [toOpened, toLink]

function linkOf({ projects }: App['home']) {
  return projects.keeper?.current?.link
}
