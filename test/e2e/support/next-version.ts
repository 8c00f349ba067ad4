import { createHash } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A copy of a build with another page, on which `data-version` says which; the service worker lists it by its hash. The host
 * then has a newer version of the app, without the time that a build takes.
 * @throws Error where the service worker does not list the page
 */
export function nextVersion(build: string, folder: string, version: string): void {
  cpSync(build, folder, { recursive: true })
  const [pageFile, workerFile] = [join(folder, 'index.html'), join(folder, 'service-worker.js')]
  const page = readFileSync(pageFile, 'utf8')
  const newer = page.replace('<html', `<html data-version="${version}"`)
  const worker = readFileSync(workerFile, 'utf8')
  if (!worker.includes(hash(page))) throw new Error('the service worker does not list the page')
  writeFileSync(pageFile, newer)
  // the revision of a file is the beginning of its hash
  const revision = (text: string) => hash(text).slice(0, 16)
  const listed = worker.replaceAll(hash(page), hash(newer)).replaceAll(revision(page), revision(newer))
  writeFileSync(workerFile, listed)
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
