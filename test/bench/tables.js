import { geometricMean } from './results.js'

/**
 * @typedef {import('./results.js').Row} Row
 * @typedef {import('./page/peak.ts').MachinePeak & { threads: number }} Peak
 */

/** Three digits that matter. @param {number | null | undefined} value */
export function short(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return ''
  return value >= 100 ? value.toFixed(0) : value.toPrecision(value < 0.1 ? 2 : 3)
}

/** @param {number | null} share */
function percent(share) {
  return share === null ? '' : `${(100 * share).toFixed(0)}%`
}

/**
 * A table in Markdown, its columns lined up: text to the left, numbers to the right.
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function markdownTable(head, rows) {
  const widths = head.map((title, c) => Math.max(3, title.length, ...rows.map((row) => row[c]?.length ?? 0)))
  const numeric = head.map((_, c) => rows.every((row) => /^([\d.]+%?x?)?$/.test(row[c] ?? '')))
  /** @param {readonly string[]} cells */
  const line = (cells) =>
    `| ${cells.map((cell, c) => (numeric[c] === true ? cell.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, c) => (numeric[c] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** The comparison. Columns of peers that nobody measured are left out. @param {readonly Row[]} rows */
export function caseTable(rows) {
  const peers = ['ort', 'tfjs', 'litert', 'native'].filter((peer) =>
    rows.some((row) => row.peers[peer] !== undefined),
  )
  const compared = rows.some(({ ratio }) => ratio !== null)
  return markdownTable(
    [
      'case',
      'convolution',
      'threads',
      'ours ms',
      'new photo',
      ...peers.map((peer) => `${peer} ms`),
      ...(compared ? ['ratio'] : []),
      'kernel ms',
      'before',
      'after',
      'GFLOP/s',
      'of peak',
      'algorithm',
    ],
    rows.map((row) => [
      row.case,
      row.title,
      String(row.threads),
      short(row.ours_ms),
      short(row.ours_load_ms),
      ...peers.map((peer) => short(row.peers[peer])),
      ...(compared ? [row.ratio === null ? '' : row.ratio.toFixed(2)] : []),
      short(row.kernel_ms),
      short(row.before_ms),
      short(row.after_ms),
      short(row.gflops),
      percent(row.peak_share),
      row.algorithm,
    ]),
  )
}

/** What the comparison comes to, a line for each number of threads and for each share of the direct kernel. @param {readonly Row[]} rows */
export function summary(rows) {
  const lines = []
  for (const threads of new Set(rows.map((row) => row.threads))) {
    const group = rows.filter((row) => row.threads === threads)
    const label = threads === 1 ? '1 thread' : `${threads} threads`
    const compared = group.filter((row) => row.ratio !== null)
    const least = [...compared].sort((a, b) => (a.ratio ?? 0) - (b.ratio ?? 0))[0]
    if (least !== undefined) {
      const mean = geometricMean(compared.map(({ ratio }) => ratio ?? NaN))
      lines.push(
        `${label}: ${mean.toFixed(2)} times as fast as the fastest peer (geometric mean), at least ${short(least.ratio)} (${least.case})`,
      )
    }
    const native = group.filter((row) => row.peers['native'] !== undefined)
    if (native.length > 0) {
      const mean = geometricMean(native.map((row) => (row.peers['native'] ?? NaN) / row.ours_ms))
      lines.push(`${label}: ${mean.toFixed(2)} times as fast as native ONNX Runtime (geometric mean)`)
    }
    const direct = group.filter(({ direct_share }) => direct_share !== null)
    if (direct.length > 0) {
      const shares = direct.map((row) => `${row.case} ${percent(row.direct_share)}`)
      lines.push(`${label}: share of the peak of the direct kernel: ${shares.join(', ')}`)
    }
  }
  return lines.join('\n')
}

/** @param {readonly Peak[]} peaks */
export function peakTable(peaks) {
  return markdownTable(
    ['threads', 'multiply-add GFLOP/s', 'mul + add GFLOP/s', 'fill GB/s', 'copy one way GB/s'],
    peaks.map((peak) => [
      String(peak.threads),
      short(peak.multiplyAdd),
      short(peak.mulAdd),
      short(peak.fill),
      short(peak.copy),
    ]),
  )
}
