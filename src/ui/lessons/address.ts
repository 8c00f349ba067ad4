/*
 * The lesson that runs stands in the address: it can be handed on, and a reload goes on with it. No entry of the browser's history
 * is made of it.
 */

/** Put a lesson into the address; null takes one away. */
export function showAddress(id: string | null): void {
  const hash = id === null ? '' : `#lesson/${id}`
  if (hash === '' && !location.hash.startsWith('#lesson/')) return
  history.replaceState(null, '', `${location.pathname}${hash}`)
}
