/*
 * Type-checks everything, each part against the libraries it may use, by the native compiler: `npm run check`. All
 * complaints are printed; the exit code is that of the first part that failed.
 */
import { run } from './run.js'

/** Its threads would each check what the others have checked too, and two parts run side by side anyway. */
const TSC = ['node_modules/@typescript/native/bin/tsc', '--checkers', '1']
const PARTS = [
  { name: 'core, kernels, formats', args: [...TSC, '-p', 'tsconfig.pure.json'] },
  {
    name: 'app',
    args: ['node_modules/svelte-check/bin/svelte-check', '--fail-on-warnings', '--tsgo-experimental-api'],
  },
  { name: 'workers', args: [...TSC, '-p', 'tsconfig.worker.json'] },
  { name: 'unit and end-to-end tests, tools', args: [...TSC, '-p', 'tsconfig.node.json'] },
  { name: 'browser tests', args: [...TSC, '-p', 'tsconfig.browser.json'] },
]
const AT_A_TIME = 2

/** @type {(number | undefined)[]} */
const codes = PARTS.map(() => undefined)
let next = 0

async function lane() {
  for (let i = next++; i < PARTS.length; i = next++) {
    const part = PARTS[i]
    if (part === undefined) return
    const { code, output, seconds } = await run(process.execPath, part.args, { quiet: true })
    codes[i] = code
    process.stdout.write(
      `${code === 0 ? 'ok  ' : 'FAIL'} types of ${part.name} (${seconds.toFixed(1)} s)\n${code === 0 ? '' : output}`,
    )
  }
}

await Promise.all(Array.from({ length: AT_A_TIME }, lane))
process.exitCode = codes.find((code) => code !== 0) ?? 0
