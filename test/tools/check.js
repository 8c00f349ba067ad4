/*
 * Checks what needs no test to run, in two lanes: `npm run check` the types, each part against the libraries it may use,
 * by the native compiler; `npm run lint` style, format and circles of imports; without an argument both. All complaints are
 * printed; the exit code is that of the first part that failed.
 */
import { run } from './run.js'

/** Its threads would each check what the others have checked too, and two parts run side by side anyway. */
const TSC = ['node_modules/@typescript/native/bin/tsc', '--checkers', '1']
const SVELTE_CHECK = [
  'node_modules/svelte-check/bin/svelte-check',
  '--fail-on-warnings',
  '--tsgo-experimental-api',
  '--tsconfig',
  'tsconfig.app.json',
]
const ESLINT = ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0']
const OXLINT = ['node_modules/oxlint/bin/oxlint', '-c', 'oxlint.config.js']
const OXFMT = ['node_modules/oxfmt/bin/oxfmt', '--check', '.']

/** What takes longest comes first. Components are all that ESLint needs types for: Oxlint takes the rest. */
const PARTS = [
  { of: 'lint', name: 'lint of components', args: [...ESLINT, '**/*.svelte'] },
  { of: 'lint', name: 'lint', args: [...ESLINT, '.', '--ignore-pattern', '**/*.svelte'] },
  { of: 'lint', name: 'format', args: OXFMT },
  { of: 'lint', name: 'lint by types', args: OXLINT },
  { of: 'types', name: 'types of app', args: SVELTE_CHECK },
  {
    of: 'types',
    name: 'types of unit and end-to-end tests, tools',
    args: [...TSC, '-p', 'tsconfig.node.json'],
  },
  { of: 'types', name: 'types of browser tests', args: [...TSC, '-p', 'tsconfig.browser.json'] },
  { of: 'types', name: 'types of core, kernels, formats', args: [...TSC, '-p', 'tsconfig.pure.json'] },
  { of: 'types', name: 'types of workers', args: [...TSC, '-p', 'tsconfig.worker.json'] },
  { of: 'lint', name: 'circles of imports', args: ['test/tools/graph/check.js'] },
]
const AT_A_TIME = 2

const asked = process.argv[2]
const parts = PARTS.filter(({ of }) => asked === undefined || of === asked)
if (parts.length === 0) throw new Error(`no part is called ${String(asked)}: types or lint`)
/** @type {(number | undefined)[]} */
const codes = parts.map(() => undefined)
let next = 0

async function lane() {
  for (let i = next++; i < parts.length; i = next++) {
    const part = parts[i]
    if (part === undefined) return
    const { code, output, seconds } = await run(process.execPath, part.args, { quiet: true })
    codes[i] = code
    process.stdout.write(
      `${code === 0 ? 'ok  ' : 'FAIL'} ${part.name} (${seconds.toFixed(1)} s)\n${code === 0 ? '' : output}`,
    )
  }
}

await Promise.all(Array.from({ length: AT_A_TIME }, lane))
process.exitCode = codes.find((code) => code !== 0) ?? 0
