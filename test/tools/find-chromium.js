import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { HEADLESS_SHELL } from './browsers/headless-shell.js'
import { HANG_MS } from './limits.js'

/**
 * What Chromium is to do without: first what Playwright turns off, as its switch is replaced by ours, then the pages of the
 * address bar, which are loaded beside every new window and take a third of the time of a first visit.
 */
const WITHOUT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
]

/** What a browser under test needs no network for, and is therefore not let do. */
export const BROWSER_ARGS = [
  `--disable-features=${WITHOUT.join(',')}`,
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

const KNOWN_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Chromium builds that Playwright has installed, the newest first.
 * @returns {string[]}
 */
function playwrightCache() {
  const folders = [
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? '',
    join(homedir(), '.cache', 'ms-playwright'),
    join(homedir(), 'Library', 'Caches', 'ms-playwright'),
    join(homedir(), 'AppData', 'Local', 'ms-playwright'),
  ].filter((folder) => existsSync(folder))
  const inside = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-win64/chrome.exe',
    'chrome-win/chrome.exe',
  ]
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^chromium-\d+$/.test(name))
      .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
      .flatMap((name) => inside.map((file) => join(folder, name, file))),
  )
}

/**
 * Paths at which a Chromium lies, the preferred one first: `CHROMIUM_PATH`, known places, Playwright's cache.
 * @returns {string[]}
 */
function chromiumCandidates() {
  const given = process.env['CHROMIUM_PATH']
  return [...(given === undefined ? [] : [given]), ...KNOWN_PATHS, ...playwrightCache()].filter((path) =>
    existsSync(path),
  )
}

/**
 * The first Chromium that is installed, not tried out; undefined if there is none.
 * @returns {string | undefined}
 */
export function installedChromium() {
  return chromiumCandidates()[0]
}

/**
 * What most tests run in: the headless shell where there is one and no other Chromium was asked for. It has no settings of
 * sites, and installs no apps: tests of these take `installedChromium`.
 * @returns {string | undefined}
 */
export function quickChromium() {
  const given = process.env['CHROMIUM_PATH']
  const isAsked = given !== undefined && !KNOWN_PATHS.includes(given)
  return existsSync(HEADLESS_SHELL) && !isAsked ? HEADLESS_SHELL : installedChromium()
}

/**
 * Why this browser does not work, or null if it starts and runs a script.
 * @param {string} executablePath
 * @returns {Promise<string | null>}
 */
async function tryLaunch(executablePath) {
  try {
    const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS, timeout: HANG_MS })
    try {
      const page = await browser.newPage()
      const answer = await page.evaluate(() => [1, 2].length)
      return answer === 2 ? null : `it answered ${String(answer)}`
    } finally {
      await browser.close()
    }
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error)
  }
}

/**
 * Install a Chromium: by apt as root where there is apt, else by Playwright.
 * @returns {string[]} what went wrong, one line for each way that was tried; empty if one worked
 */
function install() {
  const apt = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  /** @type {string[][][]} */
  const ways = [
    ...(apt
      ? [
          [
            ['apt-get', 'update', '-q'],
            ['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium'],
          ],
        ]
      : []),
    [['npx', 'playwright', 'install', 'chromium']],
  ]
  const failures = []
  for (const way of ways) {
    const command = way.map((words) => words.join(' ')).join(' && ')
    process.stderr.write(`No working Chromium found: ${command}\n`)
    try {
      for (const [program = '', ...args] of way) {
        execFileSync(program, args, {
          stdio: ['ignore', 'ignore', 'pipe'],
          env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        })
      }
      return []
    } catch (error) {
      failures.push(`${command}: ${error instanceof Error ? error.message.trim() : String(error)}`)
    }
  }
  return failures
}

/**
 * Path of a Chromium that starts; installs one if there is none. The answer goes into `CHROMIUM_PATH`, so that the
 * processes started from this one take the same.
 * @returns {Promise<string>}
 * @throws Error listing what was tried
 */
export async function findChromium() {
  /** @type {Map<string, string>} */
  const tried = new Map()
  /** @type {string[]} */
  let failures = []
  for (const attempt of ['installed', 'after installing']) {
    if (attempt === 'after installing') failures = install()
    for (const path of chromiumCandidates()) {
      if (tried.has(path)) continue
      const failure = await tryLaunch(path)
      if (failure === null) {
        process.env['CHROMIUM_PATH'] = path
        return path
      }
      tried.set(path, failure)
    }
  }
  const lines = [...tried]
    .map(([path, failure]) => `  ${path}: ${failure}`)
    .concat(failures.map((f) => `  ${f}`))
  throw new Error(
    `The tests need a Chromium. Install one, or set CHROMIUM_PATH to it. Tried:\n${lines.join('\n')}`,
  )
}
