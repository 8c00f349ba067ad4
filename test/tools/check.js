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
]
const ESLINT = ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0']
const PRETTIER = ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']

/** What takes longest comes first. The two of ESLint need no program of types in common. */
const PARTS = [
  { of: 'lint', name: 'lint of app and workers', args: [...ESLINT, 'src', 'workers'] },
  {
    of: 'lint',
    name: 'lint of tests and tools',
    args: [...ESLINT, '.', '--ignore-pattern', 'src/', '--ignore-pattern', 'workers/'],
  },
  { of: 'lint', name: 'format', args: PRETTIER },
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
