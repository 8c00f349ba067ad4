import { spawn } from 'node:child_process'
import { chromium } from 'playwright-core'
import { BROWSER_ARGS } from '../tools/find-chromium.js'

/** Groups of processes that are running; none outlives this process. @type {Set<number>} */
const groups = new Set()
process.on('exit', () => {
  for (const group of groups) process.kill(-group, 'SIGKILL')
})
for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])) {
  process.on(signal, () => process.exit(code))
}

/**
 * A browser that can be killed as a crash would: it and all its processes at once, without a word before.
 * @typedef {{ page: import('playwright-core').Page, kill: () => Promise<void> }} MortalBrowser
 */

/**
 * @param {string} executablePath
 * @param {string} profile folder that outlives the browser
 * @returns {Promise<MortalBrowser>}
 */
export async function startBrowser(executablePath, profile) {
  const root = process.getuid?.() === 0
  const args = [
    ...BROWSER_ARGS,
    ...(root ? ['--no-sandbox'] : []),
    '--headless',
    '--window-size=1440,900',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    'about:blank',
  ]
  const child = spawn(executablePath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${executablePath} did not start`)
  groups.add(pid)
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const address = await new Promise((/** @type {(address: string) => void} */ resolve, reject) => {
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text
      const found = /DevTools listening on (ws:\S+)/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.on('exit', () => reject(new Error(`the browser did not start:\n${output}`)))
  })
  const browser = await chromium.connectOverCDP(address)
  const [context] = browser.contexts()
  if (context === undefined) throw new Error('the browser has no profile')
  return {
    page: await context.newPage(),
    async kill() {
      if (!groups.delete(pid)) return
      process.kill(-pid, 'SIGKILL')
      await ended
      await browser.close()
    },
  }
}
