import type { ThreadTime } from '../../state/measuring/speed-up.svelte.ts'
import { drawPlot, legend, tick, type DrawPlot } from './draw.ts'
import type { PlotTable } from './plot-table.ts'

/** How many times faster than one worker, beside the ideal: as many times as there are workers. */
export function speedUpPlot(times: readonly ThreadTime[]): {
  readonly table: PlotTable
  readonly draw: DrawPlot
} {
  const one = times[0]?.measurement.median ?? NaN
  const points = times.map(({ threads, measurement: { median, low, high } }) => ({
    threads,
    ms: median,
    ratio: one / median,
    low: one / high,
    high: one / low,
  }))
  return {
    table: {
      columns: ['workers', 'ms, median', 'speed-up', 'from', 'to'],
      rows: points.map(({ threads, ms, ratio, low, high }) => [threads, ms, ratio, low, high]),
    },
    draw: (plot, palette, size) => {
      const most = Math.max(2, ...points.map(({ threads }) => threads))
      const ideal = [
        { threads: 1, ratio: 1 },
        { threads: most, ratio: most },
      ]
      return drawPlot(plot, palette, size, {
        x: {
          domain: [1, most],
          ticks: points.map(({ threads }) => threads),
          tickFormat: tick,
          label: 'workers',
        },
        y: {
          domain: [0, Math.max(most, ...points.map(({ ratio }) => 1.05 * ratio))],
          ticks: Math.min(most, 6),
          tickFormat: tick,
          label: 'times faster',
          grid: true,
        },
        marks: [
          plot.line(ideal, { x: 'threads', y: 'ratio', stroke: palette.quiet, strokeDasharray: '3 3' }),
          plot.line(points, { x: 'threads', y: 'ratio', stroke: palette.ink, strokeWidth: 1.5 }),
          plot.ruleX(points, {
            x: 'threads',
            y1: 'low',
            y2: 'high',
            stroke: palette.ink,
            strokeWidth: 1.5,
            clip: true,
          }),
          plot.dot(points, {
            x: 'threads',
            y: 'ratio',
            r: 3.5,
            stroke: palette.ink,
            strokeWidth: 1.5,
            fill: palette.paper,
          }),
          ...legend(plot, [
            ...points
              .slice(-1)
              .map(({ ratio }) => ({ text: `— measured: ${ratio.toFixed(2)} ×`, color: palette.ink })),
            { text: '- - ideal', color: palette.quiet },
          ]),
        ],
      })
    },
  }
}
