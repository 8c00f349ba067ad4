import { groupOf } from '../../core/layers/groups.ts'
import { hasBank, type Pipeline } from '../../core/layers/layer.ts'
import type { Run, TimelineSpan } from '../../engine/engine.ts'
import { drawPlot, LETTER, type DrawPlot } from './draw.ts'
import type { PlotTable } from './plot-table.ts'

/** What a step does, in a word. */
const KINDS: Readonly<Record<string, string>> = {
  load: 'load',
  halo: 'pad',
  tame: 'check',
  pack: 'pack weights',
  conv: 'convolve',
  conv2d: 'convolve',
  pool: 'pool',
  pointwise: 'pointwise',
  range: 'range',
  paint: 'paint',
}

/** "f4–7", "f4". */
function channelsText({ channels: [from, to] }: TimelineSpan): string {
  return to - from === 1 ? `f${from}` : `f${from}–${to - 1}`
}

/** Which worker computed which channels and rows of a run, and when; between the bars it waited. */
export function timelinePlot(
  run: Run,
  layers: Pipeline,
  threads: number,
): { readonly table: PlotTable; readonly draw: DrawPlot; readonly waiting: number } {
  const spans = run.timeline.filter(({ kind }) => kind !== 'range')
  const begin = Math.min(...spans.map(({ start }) => start))
  const end = Math.max(...spans.map((span) => span.end))
  const busy = spans.reduce((sum, span) => sum + span.end - span.start, 0)
  const groupOfSpan = (span: TimelineSpan): number | null => {
    const layer = layers[span.layer]
    if (!span.kind.startsWith('conv') || !hasBank(layer)) return null
    return groupOf(span.channels[0], layer.bank.weight.shape[0], layer.bank.params.groups)
  }
  return {
    waiting: spans.length === 0 ? 0 : Math.max(0, 1 - busy / Math.max(1e-9, threads * (end - begin))),
    table: {
      columns: ['worker', 'layer', 'does', 'channels from', 'to', 'rows from', 'to ', 'start ms', 'end ms'],
      rows: spans.map(({ worker, layer, kind, channels, rows, start, end: to }) => [
        worker,
        layer < 0 ? 'input' : layer + 1,
        KINDS[kind] ?? kind,
        channels[0],
        channels[1] - 1,
        rows[0],
        Math.max(rows[0], rows[1] - 1),
        start,
        to,
      ]),
    },
    draw: (plot, palette, size) => {
      const fill = (span: TimelineSpan) => {
        const group = groupOfSpan(span)
        return group === null ? palette.quiet : (palette.groups[group % palette.groups.length] ?? palette.ink)
      }
      const left = 24
      const perMs = (size.width - left - 20) / Math.max(1e-9, end)
      return drawPlot(plot, palette, size, {
        marginLeft: left,
        x: { domain: [0, end], label: 'ms', ticks: Math.max(2, Math.min(8, size.width / 80)) },
        y: {
          type: 'band',
          domain: Array.from({ length: threads }, (_, worker) => worker),
          padding: 0.25,
          label: null,
          tickSize: 0,
        },
        marks: [
          // The frame from the first to the last work of anyone: what is empty in it, the worker waited.
          plot.barX(
            Array.from({ length: threads }, (_, worker) => ({ worker })),
            { y: 'worker', x1: begin, x2: end, fill: 'none', stroke: palette.quiet, strokeWidth: 0.5 },
          ),
          plot.barX(spans, {
            y: 'worker',
            x1: 'start',
            x2: 'end',
            fill,
            fillOpacity: (span: TimelineSpan) => (groupOfSpan(span) === null ? 0.4 : 1),
            insetLeft: 0.25,
            insetRight: 0.25,
            title: (span: TimelineSpan) =>
              `worker ${span.worker}, ${span.layer < 0 ? 'input' : `layer ${span.layer + 1}`}: ${KINDS[span.kind] ?? span.kind} ${channelsText(span)}, ` +
              `rows ${span.rows[0]}–${Math.max(span.rows[0], span.rows[1] - 1)}, ${(span.end - span.start).toFixed(2)} ms`,
          }),
          plot.text(
            spans.filter(
              (span) =>
                groupOfSpan(span) !== null &&
                (span.end - span.start) * perMs > LETTER * channelsText(span).length + 4,
            ),
            {
              y: 'worker',
              x: ({ start, end: to }: TimelineSpan) => (start + to) / 2,
              text: channelsText,
              fill: palette.paper,
              fontSize: 10,
              pointerEvents: 'none',
            },
          ),
        ],
      })
    },
  }
}
