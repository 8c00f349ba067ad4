import { clipboardText, pasteFilters, pasteLayers } from '../../state/part-clipboard.ts'
import type { AtBench, Command } from './command.ts'
import { hasBank } from './weight-commands.ts'

/** Pastes copied layers and filters, for who finds no key: keys tell what is pasted without asking for it. */
export const PASTE_PARTS: readonly Command<AtBench>[] = [
  {
    id: 'paste-layer',
    group: 'Layers',
    name: 'Paste layer',
    words: 'copied clipboard',
    run: async ({ bench: { session } }) => {
      const text = await clipboardText(session)
      if (text !== null) await pasteLayers(session, text)
    },
  },
  {
    id: 'paste-filters',
    group: 'Filters',
    name: 'Paste filters',
    words: 'copied clipboard',
    when: hasBank,
    run: async ({ bench }) => {
      const text = await clipboardText(bench.session)
      if (text !== null) await pasteFilters(bench, text)
    },
  },
]
