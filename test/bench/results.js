/**
 * One row of the comparison: a case with a number of threads.
 * @typedef {object} Row
 * @property {string} case
 * @property {string} title
 * @property {number} threads
 * @property {number} ours_ms the whole call of `engine.run`: all maps computed, the picture already loaded and padded
 * @property {number} ours_load_ms the same for a new picture
 * @property {Record<string, number>} peers ms by peer
 * @property {number | null} ratio to the fastest peer in the browser, above 1 if ours is faster: median of the rounds' ratios
 * @property {number} kernel_ms from the first tile of the layer to the last
 * @property {number} before_ms from the call to the first tile: planning, writing the program, sending it, waking workers
 * @property {number} after_ms from the last tile to the answer: waking the page, reading what the program noted
 * @property {number} gflops 2 * multiply-adds of the direct sum over kernel_ms
 * @property {number} peak_share of the multiply-add peak of as many threads, fused or not, whichever is more; a faster
 *   algorithm may exceed it
 * @property {number | null} direct_share the same without the faster algorithms, where it was measured
 * @property {string} algorithm
 */

/**
 * The middle value; of an even number the mean of the two in the middle.
 * @param {readonly number[]} values
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle - 1)] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}

/**
 * The median over the rounds of how much longer one took than another.
 * @param {readonly number[]} one ms of each round
 * @param {readonly number[]} other
 */
export function ratioOf(one, other) {
  return median(one.map((ms, round) => ms / (other[round] ?? NaN)))
}

/** @param {readonly number[]} values */
export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

/**
 * @param {{ name: string, title: string, macs: number }} item
 * @param {number} threads
 * @param {import('./page/main.ts').CaseRounds} measured
 * @param {number} peak GFLOP/s of as many threads
 * @returns {Row}
 */
export function rowOf({ name, title, macs }, threads, { rounds, algorithm }, peak) {
  const { ours, load, direct, ...others } = rounds
  if (ours === undefined || load === undefined) throw new Error(`${name} was not measured`)
  const peers = Object.fromEntries(Object.entries(others).map(([peer, { ms }]) => [peer, median(ms)]))
  const [fastest] = Object.keys(peers).sort((a, b) => (peers[a] ?? NaN) - (peers[b] ?? NaN))
  const kernelMs = median(ours.kernelMs)
  const gflops = (2e-6 * macs) / kernelMs
  return {
    case: name,
    title,
    threads,
    ours_ms: median(ours.ms),
    ours_load_ms: median(load.ms),
    peers,
    ratio: fastest === undefined ? null : ratioOf(others[fastest]?.ms ?? [], ours.ms),
    kernel_ms: kernelMs,
    before_ms: median(ours.beforeMs),
    after_ms: median(ours.afterMs),
    gflops,
    peak_share: gflops / peak,
    direct_share: direct === undefined ? null : (2e-6 * macs) / median(direct.kernelMs) / peak,
    algorithm,
  }
}
