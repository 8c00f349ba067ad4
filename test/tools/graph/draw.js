/*
 * Draws the imports into import-graph.svg; an arrow goes from what imports to what is imported and says how often.
 * `npm run graph` draws the floors and the folders of each, `npm run graph -- src/kernels/conv` what lies in one folder.
 */
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { instance } from '@viz-js/viz'
import { arrowsAmong, arrowsWithin, sourcesIn } from './import-graph.js'

const FILE = 'import-graph.svg'

const arrows = arrowsAmong(sourcesIn('.', ['src', 'workers', 'test']))

/** What lies in a folder and imports there or is imported. @param {string} folder */
function partsOf(folder) {
  const within = arrowsWithin(arrows, folder)
  return [...new Set([...within.keys(), ...[...within.values()].flatMap((row) => [...row.keys()])])]
}

/** @param {string} folder */
function drawn(folder) {
  // A part is drawn in its folder's picture and has a picture of its own.
  /** @param {string} part */
  const name = (part) => `${folder}: ${part}`
  return {
    name: `cluster ${folder}`,
    graphAttributes: { label: folder },
    nodes: partsOf(folder).map((part) => ({ name: name(part), attributes: { label: basename(part) } })),
    edges: [...arrowsWithin(arrows, folder)].flatMap(([from, row]) =>
      [...row].map(([to, { length }]) => ({
        tail: name(from),
        head: name(to),
        attributes: {
          label: String(length),
          penwidth: 1 + Math.log10(length),
          tooltip: `${from} imports ${to}`,
        },
      })),
    ),
  }
}

const folder = process.argv[2]?.replace(/\/$/, '')
const subgraphs = (folder === undefined ? ['src', ...partsOf('src')] : [folder])
  .map(drawn)
  .filter(({ nodes }) => nodes.length > 0)
if (subgraphs.length === 0) throw new Error(`there are no imports within ${String(folder)}`)
const viz = await instance()
const font = { fontname: 'sans-serif', fontsize: 12 }
const svg = viz.renderString(
  {
    graphAttributes: { ...font, color: '#c5cdd5', bgcolor: 'white', style: 'rounded' },
    nodeAttributes: { ...font, shape: 'box', style: 'rounded' },
    edgeAttributes: { ...font, fontsize: 9, color: '#5b6b7a', fontcolor: '#5b6b7a' },
    subgraphs,
  },
  { format: 'svg' },
)
writeFileSync(FILE, svg)
process.stdout.write(`${FILE}\n`)
