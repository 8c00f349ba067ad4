import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A command of tests in browsers: a file of third-party fixtures in base64; null where FIXTURES_DIR names no folder that has it.
 * @param {unknown} _
 * @param {string} path
 */
export function thirdParty(_, path) {
  const file = join(process.env['FIXTURES_DIR'] ?? '', path)
  return process.env['FIXTURES_DIR'] && existsSync(file) ? readFileSync(file, 'base64') : null
}
