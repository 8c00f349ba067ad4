import { readFileSync } from 'node:fs'
import { format } from 'oxfmt'

/**
 * Text of a file as `npm run format` leaves it.
 * @param {string} path its name tells the language
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function formatted(path, text) {
  /** @type {import('oxfmt').FormatConfig & import('oxfmt').Oxfmtrc} */
  const { ignorePatterns: _, ...style } = JSON.parse(readFileSync('.oxfmtrc.json', 'utf8'))
  const { code, errors } = await format(path, text, style)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path}: ${error.message}`)
  return code
}
