/*
 * Starts Firefox and WebKit as they are installed on the system, each with a profile of its own.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FIREFOX_PATHS = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
]
/** Folders of folders that may hold it. */
const WEBKIT_ROOTS = ['/usr/lib', '/usr']
const WEBKIT_BROWSER = 'webkit2gtk-4.1/MiniBrowser'
const XVFB = '/usr/bin/Xvfb'

/** What keeps a fresh profile from asking, updating and looking things up. */
const FIREFOX_PREFS = {
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.enabled': false,
}

/**
 * The Firefox of the system: `FIREFOX_PATH`, or a known place.
 * @returns {string | undefined}
 */
export function installedFirefox() {
  return [process.env['FIREFOX_PATH'] ?? '', ...FIREFOX_PATHS].find((path) => path !== '' && existsSync(path))
}

/**
 * WebKitGTK's MiniBrowser, where there is a virtual screen for it too.
 * @returns {string | undefined}
 */
export function installedWebKit() {
  if (!existsSync(XVFB)) return undefined
  return WEBKIT_ROOTS.filter((root) => existsSync(root))
    .flatMap((root) => readdirSync(root).map((folder) => join(root, folder, WEBKIT_BROWSER)))
    .find((path) => existsSync(path))
}

/**
 * A process that is to end with this one.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @param {import('node:child_process').StdioOptions} [stdio]
 */
export function child(program, args, env = {}, stdio = 'ignore') {
  const started = spawn(program, args, { env: { ...process.env, ...env }, stdio, detached: true })
  const end = () => {
    try {
      if (started.pid !== undefined) process.kill(-started.pid, 'SIGKILL')
    } catch {
      // it has ended by itself
    }
  }
  process.once('exit', end)
  return {
    process: started,
    end() {
      process.off('exit', end)
      end()
    },
  }
}

/** @typedef {{ end(): void }} Running */

/**
 * A folder that is removed with what runs in it.
 * @param {string} name
 */
export function scratchFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `filterbank-${name}-`))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  process.once('exit', remove)
  return folder
}

/**
 * A fresh profile. @param {Record<string, string | number | boolean>} [prefs] beyond those of every profile
 */
export function firefoxProfile(prefs = {}) {
  const profile = scratchFolder('firefox')
  const lines = Object.entries({ ...FIREFOX_PREFS, ...prefs }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  )
  writeFileSync(join(profile, 'user.js'), lines.join(''))
  return profile
}

/**
 * Firefox, without a window.
 * @param {string} profile
 * @param {readonly string[]} args
 * @returns {Running}
 * @throws Error when there is none
 */
export function startFirefox(profile, args) {
  const firefox = installedFirefox()
  if (firefox === undefined) throw new Error('there is no Firefox')
  return child(firefox, ['--headless', '--no-remote', '--profile', profile, ...args])
}

/** Firefox with one page open. @param {string} url */
export function openInFirefox(url) {
  return startFirefox(firefoxProfile(), [url])
}

/**
 * A virtual screen. @returns {Promise<Running & { display: string }>}
 */
export async function openScreen() {
  const screen = child(XVFB, ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {}, [
    'ignore',
    'ignore',
    'ignore',
    'pipe',
  ])
  const pipe = screen.process.stdio[3]
  if (pipe === null || pipe === undefined || !('on' in pipe)) throw new Error('Xvfb tells no display')
  const number = await new Promise((resolve, reject) => {
    let text = ''
    pipe.on('data', (/** @type {Buffer} */ data) => {
      text += data.toString()
      if (text.includes('\n')) resolve(text.trim())
    })
    screen.process.once('exit', () => reject(new Error('Xvfb does not start')))
  })
  return { display: `:${number}`, end: () => screen.end() }
}

/**
 * What WebKit's processes are started with. Shared memory in workers is off in WebKitGTK unless it is asked for.
 * @param {string} display
 * @param {boolean} shared
 */
export function webKitEnvironment(display, shared) {
  return {
    DISPLAY: display,
    GDK_BACKEND: 'x11',
    LIBGL_ALWAYS_SOFTWARE: '1',
    JSC_useSharedArrayBuffer: shared ? '1' : '0',
  }
}

/**
 * WebKit with one page open.
 * @param {string} url
 * @param {boolean} shared see webKitEnvironment
 * @returns {Promise<Running>}
 * @throws Error when there is none
 */
export async function openInWebKit(url, shared) {
  const webKit = installedWebKit()
  if (webKit === undefined) throw new Error('there is no WebKitGTK with Xvfb')
  const screen = await openScreen()
  const browser = child(webKit, ['--private', url], webKitEnvironment(screen.display, shared))
  return {
    end() {
      browser.end()
      screen.end()
    },
  }
}
