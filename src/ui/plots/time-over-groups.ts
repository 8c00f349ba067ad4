import type { MeasuredVariant } from '../../state/measuring/measurement.svelte.ts'
import { drawPlot, legend, powersOfTwo, tick, type DrawPlot } from './draw.ts'
import type { PlotTable } from './plot-table.ts'

interface Point {
  readonly groups: number
  readonly ms: number
  readonly low: number
  readonly high: number
  /** What dense takes, divided by the groups. */
  readonly ideal: number
  readonly current: boolean
}

/** Milliseconds at every number of groups beside the ideal, dense / g. */
export function timeOverGroups(variants: readonly MeasuredVariant[]): {
  readonly table: PlotTable
  readonly draw: DrawPlot
} {
  const byGroups = variants.filter(({ variant }) => ['dense', 'grouped', 'depthwise'].includes(variant.kind))
  const dense = byGroups.find(({ variant }) => variant.kind === 'dense')?.measurement.median ?? NaN
  const points: Point[] = byGroups.map(({ variant, measurement }) => ({
    groups: variant.groups,
    ms: measurement.median,
    low: measurement.low,
    high: measurement.high,
    ideal: dense / variant.groups,
    current: variant.current,
  }))
  return {
    table: {
      columns: ['groups', 'ms, median', 'from', 'to', 'ideal ms'],
      rows: points.map(({ groups, ms, low, high, ideal }) => [groups, ms, low, high, ideal]),
    },
    draw: (plot, palette, size) => {
      const times = points.flatMap(({ low, high, ideal }) => [low, high, ideal]).filter((ms) => ms > 0)
      const [least, most] = [Math.min(...times), Math.max(...times)]
      const ticks = powersOfTwo(least, most)
      return drawPlot(plot, palette, size, {
        x: {
          type: 'log',
          base: 2,
          ticks: points.map(({ groups }) => groups),
          tickFormat: tick,
          label: 'groups',
        },
        y: {
          type: 'log',
          base: 2,
          domain: [Math.min(least, ...ticks), Math.max(most, ...ticks)],
          ticks,
          tickFormat: tick,
          label: 'ms',
          grid: true,
        },
        marks: [
          plot.areaY(points, { x: 'groups', y1: 'ideal', y2: 'ms', fill: palette.ink, fillOpacity: 0.07 }),
          plot.lineY(points, { x: 'groups', y: 'ideal', stroke: palette.quiet, strokeDasharray: '3 3' }),
          plot.lineY(points, { x: 'groups', y: 'ms', stroke: palette.ink, strokeWidth: 1.5 }),
          plot.ruleX(points, { x: 'groups', y1: 'low', y2: 'high', stroke: palette.ink, strokeWidth: 1.5 }),
          plot.dot(points, {
            x: 'groups',
            y: 'ms',
            r: 3.5,
            stroke: palette.ink,
            strokeWidth: 1.5,
            fill: ({ current }: Point) => (current ? palette.ink : palette.paper),
          }),
          ...legend(plot, [
            { text: '— measured', color: palette.ink },
            { text: '- - ideal 1 / g', color: palette.quiet },
          ]),
        ],
      })
    },
  }
}
