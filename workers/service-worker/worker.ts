/*
 * Keeps every file of one version of the app, serves them without a connection, and adds the headers that isolate the page
 * where the host sends none. A new version waits until a person agrees. Pages of the old one that are still open go on
 * with its files: they are named by their content, and are kept as long as a page holds the lock of its version.
 */
import { PrecacheController } from 'workbox-precaching/PrecacheController.js'
import {
  pageOfLock,
  SHARE_PATH,
  SHARED_CACHE,
  SHARED_LEFT,
  SHARED_NAME,
  SHARED_QUERY,
  type CheckAnswer,
} from './api.ts'
import { sortFiles } from '../../src/formats/file-kinds.ts'
import { CONTENT_SECURITY_POLICY, ISOLATION_HEADERS } from './page-headers.ts'

declare const self: ServiceWorkerGlobalScope
/** Put in by the build: every file of this version, with its hash. */
declare const FILES: { url: string; revision: string | null; integrity: string }[]

/** The folder of the app, whose page is the only one. */
const ROOT = new URL('./', self.location.href)
const SHARE_URL = new URL(SHARE_PATH, ROOT)

const files = new PrecacheController()
files.addToCacheList(FILES)

self.addEventListener('install', (event) => {
  // Hashes are checked, so that a host changed in the middle cannot mix two versions.
  event.waitUntil(files.install(event))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), forgetOldFiles(event)]))
})

self.addEventListener('message', (event: ExtendableMessageEvent) => {
  if (event.data === 'takeOver') event.waitUntil(self.skipWaiting())
  if (event.data === 'check') event.waitUntil(check(event))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== ROOT.origin) return
  if (request.method === 'POST' && url.pathname === SHARE_URL.pathname)
    event.respondWith(receiveShared(request))
  else if (request.method === 'GET') event.respondWith(answer(request, url).then(withHeaders))
})

/** From what is kept, else from the network. */
async function answer(request: Request, url: URL): Promise<Response> {
  const isPage =
    request.mode === 'navigate' && [ROOT.pathname, `${ROOT.pathname}index.html`].includes(url.pathname)
  const kept = await files.matchPrecache(isPage ? ROOT.href : url.href)
  if (kept !== undefined) return kept
  // A file of an older version, for a page that still runs it.
  const old = await caches.match(url.href)
  return old ?? (await fetch(request))
}

/** A new response, which is also what a redirected one needs to answer a navigation. */
function withHeaders(response: Response): Response {
  if (response.type === 'error' || response.type === 'opaqueredirect') return response
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) headers.set(name, value)
  headers.set('Content-Security-Policy', CONTENT_SECURITY_POLICY)
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers })
}

/** Keep a file that the system shares until the page asks for it; only the newest, and of several the one to open. */
async function receiveShared(request: Request): Promise<Response> {
  const cache = await caches.open(SHARED_CACHE)
  const form = await request.formData()
  const files = form.getAll('file').filter((each) => each instanceof File)
  const { open, left } = sortFiles(files.filter(({ size }) => size > 0))
  if (open !== null) {
    const headers = {
      'content-type': open.type,
      [SHARED_NAME]: encodeURIComponent(open.name),
      [SHARED_LEFT]: encodeURIComponent(left.map(({ name }) => name).join('\n')),
    }
    await cache.put(SHARE_URL.href, new Response(open, { headers }))
  }
  return Response.redirect(new URL(`./?${SHARED_QUERY}`, ROOT).href, 303)
}

/** Fetch what the browser has thrown away, drop what no page needs any more, and tell whether all is there. */
async function check(event: ExtendableMessageEvent): Promise<void> {
  await forgetOldFiles(event)
  const complete = await restore().then(
    () => true,
    () => false, // no connection just now: the page says that it is not ready
  )
  event.ports[0]?.postMessage({ complete } satisfies CheckAnswer)
}

async function restore(): Promise<void> {
  const cache = await caches.open(files.strategy.cacheName)
  const kept = new Set((await cache.keys()).map((request) => request.url))
  for (const [url, key] of files.getURLsToCacheKeys()) {
    if (kept.has(key)) continue
    const response = await fetch(url, {
      cache: 'reload',
      integrity: files.getIntegrityForCacheKey(key) ?? '',
    })
    if (!response.ok) throw new TypeError(`${url}: ${response.status}`)
    await cache.put(key, response)
  }
}

async function forgetOldFiles(event: ExtendableEvent): Promise<void> {
  // Without Web Locks (then a part of the browser that is missing) no page says what it still needs.
  if (!('locks' in navigator)) return
  const { held = [] } = await navigator.locks.query()
  const pages = held.map(({ name }) => pageOfLock(name)).filter((page) => page !== null)
  if (pages.every((page) => files.getCacheKeyForURL(page) !== undefined)) await files.activate(event)
}
