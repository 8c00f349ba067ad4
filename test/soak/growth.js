/** @typedef {import('./gauge.js').Reading} Reading */

/** Minutes in which parts are loaded for the first time. */
const WARM = 5
/**
 * By which factor, and how much beside it, a measure may be higher at the end. All memory counts what is reserved for maps, whether
 * it is used or not: a factor would say nothing.
 * @type {Readonly<Record<keyof Reading, readonly [factor: number, slack: number]>>}
 */
const MOST = {
  heap: [1.2, 5],
  memory: [1, 150],
  stored: [1.2, 5],
  nodes: [1.2, 1500],
  listeners: [1.2, 500],
  workers: [1, 1],
}
const MEASURES = /** @type {(keyof Reading)[]} */ (Object.keys(MOST))

/** @param {readonly number[]} numbers at least one */
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN

/**
 * The first reading, those after the warm minutes, in the middle, and at the end.
 * @param {readonly Reading[]} readings one a minute
 */
export function tableOf(readings) {
  const at = [0, Math.min(WARM, readings.length - 1), Math.floor(readings.length / 2), readings.length - 1]
  const rows = MEASURES.map((name) => `| ${name} | ${at.map((i) => readings[i]?.[name]).join(' | ')} |`)
  return [`| | ${at.map((i) => `${i + 1} min`).join(' | ')} |`, '| - | -: | -: | -: | -: |', ...rows].join(
    '\n',
  )
}

/**
 * What grew, by the medians of the first and the last third of all after the warm minutes; nothing where they are too few to say.
 * @param {readonly Reading[]} readings one a minute
 * @returns {string[]}
 */
export function growthOf(readings) {
  const after = readings.slice(WARM)
  const third = Math.floor(after.length / 3)
  if (third === 0) return []
  return MEASURES.flatMap((name) => {
    const values = after.map((reading) => reading[name])
    const [first, last] = [median(values.slice(0, third)), median(values.slice(-third))]
    const [factor, slack] = MOST[name]
    return last > first * factor + slack ? [`${name} grew from ${first} to ${last}`] : []
  })
}
