import { spawn } from 'node:child_process'
import { silenceGuard } from './silence-guard.js'

/**
 * @typedef {object} RunOptions
 * @property {number} [silence] milliseconds without a word after which it is taken to hang: killed, and failed. Without
 *   it there is no limit
 * @property {boolean} [quiet] only collect what it prints, instead of printing it as well
 * @property {NodeJS.ProcessEnv} [env] added to this process's environment
 */

/** Groups of processes that are running; each is killed when this process is told to end. @type {Set<number>} */
const groups = new Set()

/** @param {number} pid leader of the group */
function killGroup(pid) {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])) {
  process.on(signal, () => {
    for (const pid of groups) killGroup(pid)
    process.exit(code)
  })
}

/**
 * Run a program to its end, in a process group of its own: whatever it leaves behind is killed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, seconds: number }>} a code other than 0 if it failed in any way
 */
export async function run(program, args, { silence, quiet = false, env = {} } = {}) {
  const start = performance.now()
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    env: { ...process.env, ...env },
  })
  const { pid } = child
  if (pid !== undefined) groups.add(pid)
  let output = ''
  const guard =
    silence === undefined
      ? null
      : silenceGuard(silence, () => {
          const line = `\n${program} ${args.join(' ')}: hangs, nothing was heard for ${String(silence / 1000)} s\n`
          output += line
          if (!quiet) process.stdout.write(line)
          if (pid !== undefined) killGroup(pid)
        })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      guard?.heard()
      output += text
      if (!quiet) process.stdout.write(text)
    })
  }
  const code = await new Promise((/** @type {(code: number) => void} */ resolve) => {
    child.on('error', (error) => {
      output += `${program}: ${error.message}\n`
      resolve(1)
    })
    child.on('exit', (status) => {
      resolve(status ?? 1)
    })
  })
  guard?.stop()
  if (pid !== undefined) {
    killGroup(pid)
    groups.delete(pid)
  }
  return { code, output, seconds: (performance.now() - start) / 1000 }
}
