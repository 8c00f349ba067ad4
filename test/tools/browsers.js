/*
 * Writes the tables of docs/browsers.md anew, from what the end-to-end tests of them see: `npm run browsers`. The build is made first.
 */
import { run } from './run.js'

const VITE = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']
// one after another, as they write into one file
const TESTS = ['node_modules/@playwright/test/cli.js', 'test', '--workers=1', 'limited.spec', 'engines.spec']

for (const args of [VITE, TESTS]) {
  const { code } = await run(process.execPath, args, { env: { WRITE_TABLES: '1' } })
  if (code !== 0) process.exit(1)
}
