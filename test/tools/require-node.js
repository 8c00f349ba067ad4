/* Ends the process with a plain sentence where this Node is older than `engines` in package.json allows. */
import { readFileSync } from 'node:fs'

/** @type {unknown} */
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
const range = /** @type {{ engines: { node: string } }} */ (manifest).engines.node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

// The range is a list of '^major.minor.patch' or '>=major.minor.patch', separated by '||'.
const accepted = range.split('||').some((part) => {
  const [, operator, wantMajor, wantMinor] = /^\s*(\^|>=)(\d+)\.(\d+)/.exec(part) ?? []
  if (major === Number(wantMajor)) return minor >= Number(wantMinor)
  return operator === '>=' && major > Number(wantMajor)
})
if (!accepted) {
  process.stderr.write(
    `Filterbank needs Node ${range}; this is Node ${process.versions.node}. Get one at https://nodejs.org/\n`,
  )
  process.exit(1)
}
