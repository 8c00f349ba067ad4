import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parse } from 'svelte/compiler'
import ts from 'typescript'

/**
 * An import of one file of the project in another, of values or of types alone.
 * @typedef {object} Arrow
 * @property {string} from path of the file that imports, from the project's root
 * @property {number} line where it does so
 * @property {string} to path of what it imports
 */

/** @typedef {{ specifier: string, offset: number }} Import */

/** What imports a module, in a syntax tree of ESTree and its TypeScript. */
const IMPORTS = [
  'ImportDeclaration',
  'ImportExpression',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'TSImportType',
]

/** @param {unknown} node a syntax tree @returns {Import[]} */
function importsBelow(node) {
  if (Array.isArray(node)) return node.flatMap(importsBelow)
  if (typeof node !== 'object' || node === null) return []
  const { type, source, argument, start } = /** @type {Record<string, unknown>} */ (node)
  const own = []
  if (IMPORTS.includes(String(type))) {
    const { value } = /** @type {{ value?: unknown }} */ (source ?? argument ?? {})
    if (typeof value === 'string') own.push({ specifier: value, offset: Number(start) })
  }
  return [...own, ...Object.values(node).flatMap(importsBelow)]
}

/** @param {string} path @param {string} text @returns {Import[]} */
function importsOf(path, text) {
  // Of a component the markup imports too: parts that are loaded when they are shown.
  if (path.endsWith('.svelte')) {
    const { instance, module, fragment } = parse(text, { modern: true })
    return importsBelow([module, instance, fragment])
  }
  return ts
    .preProcessFile(text, true, false)
    .importedFiles.map(({ fileName, pos }) => ({ specifier: fileName, offset: pos }))
}

/**
 * The imports of one another in sources: by value, by type, or when something is shown.
 * @param {ReadonlyMap<string, string>} sources text by path
 * @returns {Arrow[]} those to other sources
 */
export function arrowsAmong(sources) {
  return [...sources].flatMap(([from, text]) =>
    importsOf(from, text)
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier, offset }) => ({
        from,
        line: text.slice(0, offset).split('\n').length,
        to: posix.join(posix.dirname(from), specifier.replace(/\?.*/, '')),
      }))
      .filter(({ to }) => sources.has(to)),
  )
}

/**
 * Sources that stand in folders.
 * @param {string} root of the project
 * @param {readonly string[]} folders
 * @returns {Map<string, string>} text by path from the root
 */
export function sourcesIn(root, folders) {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      posix.join(folder, path.replaceAll('\\', '/')),
    ),
  )
  const read = paths.filter((path) => /\.(ts|js|svelte)$/.test(path)).sort()
  return new Map(read.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

/**
 * @param {readonly Arrow[]} arrows
 * @param {(path: string) => string} node what a file stands for
 * @returns {Map<string, Map<string, Arrow[]>>} by the node that imports, then by the one that is imported
 */
function arrowsBy(arrows, node) {
  /** @type {Map<string, Map<string, Arrow[]>>} */
  const rows = new Map()
  for (const arrow of arrows) {
    const [from, to] = [node(arrow.from), node(arrow.to)]
    if (from === to && arrow.from !== arrow.to) continue
    /** @type {Map<string, Arrow[]>} */
    const row = rows.get(from) ?? new Map()
    rows.set(from, row.set(to, [...(row.get(to) ?? []), arrow]))
  }
  return rows
}

/** @param {readonly Arrow[]} arrows */
export const arrowsAmongFiles = (arrows) => arrowsBy(arrows, (path) => path)

/**
 * The arrows among what lies directly in a folder: a folder there stands for all that is in it.
 * @param {readonly Arrow[]} arrows
 * @param {string} folder path from the root, '' for the root itself
 */
export function arrowsWithin(arrows, folder) {
  const start = folder === '' ? '' : `${folder}/`
  const inside = arrows.filter(({ from, to }) => from.startsWith(start) && to.startsWith(start))
  return arrowsBy(inside, (path) => path.slice(0, (path.indexOf('/', start.length) + 1 || Infinity) - 1))
}

/**
 * Every folder that files with arrows lie in, directly or deeper; the root is ''.
 * @param {readonly Arrow[]} arrows
 * @returns {string[]}
 */
export function foldersOf(arrows) {
  const folders = new Set([''])
  for (const { from, to } of arrows) {
    for (const path of [from, to])
      for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1))
        folders.add(path.slice(0, end))
  }
  return [...folders].sort()
}
