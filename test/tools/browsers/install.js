/*
 * Installs Firefox and WebKit by apt where they are missing: `node test/tools/browsers/install.js`, as root. The exit code says
 * whether both are there. Chromium's headless shell comes with them where the system has it: tests are quicker in it. No package is
 * needed: it runs while these are installed.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { HEADLESS_SHELL } from './headless-shell.js'
import { installedFirefox, installedWebKit } from './launch.js'

const missing = [
  ...(installedFirefox() === undefined ? ['firefox-esr'] : []),
  ...(installedWebKit() === undefined ? ['webkit2gtk-driver', 'xvfb'] : []),
]
const apt = (/** @type {string[]} */ ...args) =>
  execFileSync('apt-get', args, {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })

const install = (/** @type {string[]} */ ...names) => {
  apt('update', '-q')
  apt('install', '-y', '-q', '--no-install-recommends', ...names)
}

if (missing.length > 0) install(...missing)
if (!existsSync(HEADLESS_SHELL)) {
  try {
    install(basename(HEADLESS_SHELL))
  } catch {
    process.stdout.write('no headless shell to be had: the tests find another Chromium\n')
  }
}
process.stdout.write(
  `Firefox: ${installedFirefox() ?? 'missing'}\nWebKit: ${installedWebKit() ?? 'missing'}\n`,
)
process.exitCode = installedFirefox() === undefined || installedWebKit() === undefined ? 1 : 0
