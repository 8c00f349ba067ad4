/**
 * A line of a plot.
 * @typedef {object} Line
 * @property {string} label
 * @property {readonly (readonly [x: number, y: number])[]} points by increasing x
 * @property {boolean} [ideal] what would be best: thin and dashed
 */

/**
 * An axis: logarithmic, or linear from 0.
 * @typedef {object} Axis
 * @property {string} title
 * @property {boolean} log
 * @property {readonly number[]} ticks the first and last are the ends of the axis
 */

const WIDTH = 720
const HEIGHT = 400
const LEFT = 72
const RIGHT = 190
const TOP = 40
const BOTTOM = 52

/** Hues that differ to colour-blind eyes too (Okabe and Ito), on white and on black. */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9']

const STYLE = `text { font: 13px system-ui, sans-serif; fill: #444 } .title { font-weight: 600 }
.grid { stroke: #8884; stroke-width: 1 } .line { fill: none; stroke-width: 2 } .ideal { stroke: #888; stroke-width: 1.5; stroke-dasharray: 5 4 }
@media (prefers-color-scheme: dark) { text { fill: #ccc } }`

/** @param {Axis} axis @param {number} value @returns {number} 0..1 along the axis */
function along({ log, ticks }, value) {
  const scale = log ? Math.log : Number
  const low = scale(ticks[0] ?? 1)
  return (scale(value) - low) / (scale(ticks.at(-1) ?? 1) - low)
}

/** Two decimals at most. @param {number} value */
function round(value) {
  return Number(value.toFixed(2))
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Labels beside the ends of lines, moved apart so that none covers another. @param {readonly number[]} wanted places, px */
function spread(wanted) {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y)
  let last = -Infinity
  const places = [...wanted]
  for (const { y, i } of order) {
    last = Math.max(y, last + 16)
    places[i] = last
  }
  return places
}

/**
 * A plot of lines as SVG, each labelled at its end.
 * @param {{ title: string, x: Axis, y: Axis, lines: readonly Line[] }} plot
 */
export function linePlot({ title, x, y, lines }) {
  /** @param {number} value */
  const px = (value) => round(LEFT + along(x, value) * (WIDTH - LEFT - RIGHT))
  /** @param {number} value */
  const py = (value) => round(HEIGHT - BOTTOM - along(y, value) * (HEIGHT - TOP - BOTTOM))
  const right = WIDTH - RIGHT
  const bottom = HEIGHT - BOTTOM
  const grid = [
    ...y.ticks.map(
      (tick) =>
        `<path class="grid" d="M${LEFT} ${py(tick)}H${right}"/><text x="${LEFT - 8}" y="${py(tick) + 4}" text-anchor="end">${Number(tick.toPrecision(2))}</text>`,
    ),
    ...x.ticks.map(
      (tick) =>
        `<path class="grid" d="M${px(tick)} ${TOP}V${bottom}"/><text x="${px(tick)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`,
    ),
  ]
  const labels = spread(lines.map(({ points }) => py(points.at(-1)?.[1] ?? 1) + 4))
  let hue = 0
  const drawn = lines.map(({ label, points, ideal }, i) => {
    const color = ideal === true ? undefined : COLORS[hue++ % COLORS.length]
    const stroke = color === undefined ? '' : ` stroke="${color}"`
    const path = `M${points.map(([a, b]) => `${px(a)} ${py(b)}`).join('L')}`
    const dots =
      color === undefined
        ? ''
        : points.map(([a, b]) => `<circle cx="${px(a)}" cy="${py(b)}" r="3" fill="${color}"/>`).join('')
    const text = `<text x="${right + 8}" y="${round(labels[i] ?? 0)}"${color === undefined ? '' : ` style="fill:${color}"`}>${escaped(label)}</text>`
    return `<path class="line${ideal === true ? ' ideal' : ''}"${stroke} d="${path}"/>${dots}${text}`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}</style>`,
    `<text class="title" x="${LEFT}" y="22">${escaped(title)}</text>`,
    ...grid,
    `<text x="${(LEFT + right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escaped(x.title)}</text>`,
    `<text transform="translate(16 ${(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.title)}</text>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n')
}
