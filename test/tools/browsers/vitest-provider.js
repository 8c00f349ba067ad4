import { defineBrowserProvider } from '@vitest/browser'
import { openInFirefox, openInWebKit } from './launch.js'

const OPENERS = { firefox: openInFirefox, webkit: (/** @type {string} */ url) => openInWebKit(url, true) }

/**
 * Vitest in a browser of the system: the page that runs the tests is opened in it, and needs nothing else of it.
 * @param {keyof typeof OPENERS} browser
 */
export function systemBrowser(browser) {
  /** @type {Map<string, import('./launch.js').Running>} */
  const running = new Map()
  return defineBrowserProvider({
    name: 'system',
    options: {},
    providerFactory: () => ({
      name: 'system',
      supportsParallelism: false,
      getCommandsContext: () => ({}),
      async openPage(session, url) {
        running.set(session, await OPENERS[browser](url))
      },
      close() {
        for (const each of running.values()) each.end()
        running.clear()
      },
    }),
  })
}
