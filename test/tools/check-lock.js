/*
 * Says what is wrong with package-lock.json, and fails if something is: an optional dependency (mostly the native part
 * of a package for some other system) that has no entry makes `npm ci` fail there; an address ties the lock to one
 * registry.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} LockEntry
 * @property {string} [resolved]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * @param {Record<string, LockEntry>} packages `packages` of the lock
 * @returns {string[]} a line for each fault
 */
export function lockFaults(packages) {
  const faults = []
  for (const [path, { resolved, optionalDependencies = {} }] of Object.entries(packages)) {
    if (resolved?.startsWith('http')) faults.push(`${path} names a registry: ${resolved}`)
    for (const name of Object.keys(optionalDependencies)) {
      // Looked for as Node does: beside it, then in each folder above.
      const folders = path.split(/(?:^|\/)node_modules\//).map((_, i, parts) =>
        parts
          .slice(0, parts.length - i)
          .filter((part) => part !== '')
          .map((part) => `node_modules/${part}/`)
          .join(''),
      )
      if (!folders.some((folder) => `${folder}node_modules/${name}` in packages))
        faults.push(`${path === '' ? 'the project' : path} needs ${name}, which the lock does not hold`)
    }
  }
  return faults
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  /** @type {unknown} */
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))
  const faults = lockFaults(/** @type {{ packages: Record<string, LockEntry> }} */ (lock).packages)
  for (const fault of faults) process.stderr.write(`package-lock.json: ${fault}\n`)
  process.exitCode = faults.length > 0 ? 1 : 0
}
