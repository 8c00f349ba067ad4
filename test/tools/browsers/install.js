/*
 * Installs Firefox and WebKit by apt where they are missing: `node test/tools/browsers/install.js`, as root. The exit code says
 * whether both are there.
 */
import { execFileSync } from 'node:child_process'
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

if (missing.length > 0) {
  apt('update', '-q')
  apt('install', '-y', '-q', '--no-install-recommends', ...missing)
}
process.stdout.write(
  `Firefox: ${installedFirefox() ?? 'missing'}\nWebKit: ${installedWebKit() ?? 'missing'}\n`,
)
process.exitCode = installedFirefox() === undefined || installedWebKit() === undefined ? 1 : 0
