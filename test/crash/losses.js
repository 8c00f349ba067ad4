/**
 * What a person sees of a document: one weight, and the photo's name.
 * @typedef {{ weight: number, photo: string }} Seen
 */

/** What an edit led to, and when it was made, in ms since 1970. @typedef {{ seen: Seen, at: number }} Edit */

/**
 * What a kill took away. @typedef {{ edits: number, seconds: number }} Loss
 */

/** @param {Seen} a @param {Seen} b */
function isSame(a, b) {
  return a.weight === b.weight && a.photo === b.photo
}

/**
 * Edits that are missing after the browser was killed, and for how long they had been made by then.
 * @param {readonly Edit[]} edits in order
 * @param {Seen | null} pending what an edit under way led to
 * @param {number} killed when, in ms since 1970
 * @param {Seen} kept what was there afterwards
 * @returns {Loss}
 * @throws Error when what was kept is nothing that ever was: a mixture, or something older
 */
export function lossOf(edits, pending, killed, kept) {
  if (pending !== null && isSame(pending, kept)) return { edits: 0, seconds: 0 }
  const last = edits.findLastIndex(({ seen }) => isSame(seen, kept))
  if (last === -1) throw new Error(`${JSON.stringify(kept)} was never there`)
  const first = edits[last + 1]
  return {
    edits: edits.length - 1 - last,
    seconds: first === undefined ? 0 : Math.max(0, killed - first.at) / 1000,
  }
}

/**
 * @param {readonly Loss[]} losses
 * @returns {string} one line
 */
export function lossesText(losses) {
  const seconds = losses.map((loss) => loss.seconds).sort((a, b) => a - b)
  const at = (/** @type {number} */ share) =>
    (seconds[Math.min(seconds.length - 1, Math.floor(share * seconds.length))] ?? 0).toFixed(2)
  const most = Math.max(0, ...losses.map(({ edits }) => edits))
  return `seconds of edits missing: median ${at(0.5)}, 9 of 10 at most ${at(0.9)}, worst ${at(1)} (${most} edits)`
}
