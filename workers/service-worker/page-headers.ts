/*
 * The headers that every answer carries: sent by our own servers, and added by the service worker where a host sends none.
 */

/** What SharedArrayBuffer needs: the page and its workers isolated from other origins. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

/** Nothing leaves the origin, and nothing foreign runs. A meta tag of it does not reach workers, a header does. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "worker-src 'self'",
  "connect-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ')
