import { arrowsAmongFiles, arrowsWithin, foldersOf } from './import-graph.js'

/** @typedef {import('./import-graph.js').Arrow} Arrow */

/**
 * The shortest way along arrows.
 * @param {ReadonlyMap<string, ReadonlyMap<string, unknown>>} within
 * @param {string} from
 * @param {string} to
 * @returns {string[] | null} `from`, what lies between, `to`
 */
function shortestWay(within, from, to) {
  /** @type {Map<string, string[]>} */
  const ways = new Map([[from, [from]]])
  for (const [node, way] of ways) {
    if (node === to) return way
    for (const next of within.get(node)?.keys() ?? []) if (!ways.has(next)) ways.set(next, [...way, next])
  }
  return null
}

/**
 * Each circle, told once, by the shortest way around.
 * @param {ReadonlyMap<string, ReadonlyMap<string, readonly Arrow[]>>} arrows by who imports, then by what is imported
 * @returns {Arrow[][]} for each circle an import for every step of it
 */
function circlesAmong(arrows) {
  /** @type {Map<string, Arrow[]>} */
  const circles = new Map()
  for (const [from, row] of arrows) {
    for (const to of row.keys()) {
      const back = shortestWay(arrows, to, from)
      if (back === null) continue
      const around = [from, ...back.slice(0, -1)]
      const steps = around.flatMap((node, i) => arrows.get(node)?.get(back[i] ?? '')?.[0] ?? [])
      const name = [...around].sort().join(' ')
      if (!circles.has(name)) circles.set(name, steps)
    }
  }
  return [...circles.values()]
}

/** @param {readonly Arrow[]} circle @returns {string} the folder that all its files lie in, '' for the root */
function commonFolder(circle) {
  const [first = [], ...others] = circle.map(({ from }) => from.split('/').slice(0, -1))
  const common = first.findIndex((part, i) => others.some((other) => other[i] !== part))
  return first.slice(0, common === -1 ? undefined : common).join('/')
}

/**
 * What is wrong with imports. No files may need each other, however far around; nor may any two things that lie in the
 * same folder, where a folder needs what the files in it need.
 * @param {readonly Arrow[]} arrows
 * @param {object} [but]
 * @param {readonly string[]} [but.mixed] folders in which only files are looked at; '' is the root
 * @param {readonly string[]} [but.skipped] folders of which no circle is told
 * @returns {string[]} a text for each circle
 */
export function circleFaults(arrows, { mixed = [], skipped = [] } = {}) {
  const told = [
    ...circlesAmong(arrowsAmongFiles(arrows)).map((steps) => ({ folder: commonFolder(steps), steps })),
    ...foldersOf(arrows)
      .filter((folder) => !mixed.includes(folder))
      .flatMap((folder) => circlesAmong(arrowsWithin(arrows, folder)).map((steps) => ({ folder, steps }))),
  ]
  const texts = told
    .filter(({ folder }) => !skipped.includes(folder))
    .map(({ folder, steps }) =>
      [
        `a circle of imports in ${folder === '' ? 'the project' : folder}:`,
        ...steps.map(({ from, line, to }) => `  ${from}:${String(line)} imports ${to}`),
      ].join('\n'),
    )
  // A circle of files that lie in one folder is one of what lies in it too.
  return [...new Set(texts)]
}
