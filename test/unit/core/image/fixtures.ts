import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A small picture of our own, made by test/tools/make-test-images.js. */
export function ownImage(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(join('test/fixtures/images', name)))
}

/** A file of our own as it comes in real life. */
export function lifeFile(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(join('test/fixtures/life', name)))
}

const root = process.env['FIXTURES_DIR'] ?? ''

/** Third-party files are tested where FIXTURES_DIR names their folder. */
export const hasThirdParty = root !== '' && existsSync(root)

/** Paths of all files in a folder of third-party fixtures, below it too. */
export function thirdPartyFiles(folder: string): string[] {
  if (!hasThirdParty) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** A file of third-party fixtures. */
export function thirdParty(path: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(path.startsWith('/') ? path : join(root, path)))
}
