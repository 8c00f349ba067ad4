import { attainableGflops, ridgePoint, rooflinePoint, type Machine } from '../../core/roofline.ts'
import type { MeasuredVariant } from '../../state/measurement.svelte.ts'
import { drawPlot, tick, type DrawPlot } from './draw.ts'
import type { PlotTable } from './plot-table.ts'

/** The variants under the roof of the machine: GFLOP/s over FLOPs per byte. */
export function rooflinePlot(
  machine: Machine,
  variants: readonly MeasuredVariant[],
): { readonly table: PlotTable; readonly draw: DrawPlot } {
  const points = variants.map(({ variant, work }) => ({
    name: variant.name,
    short:
      variant.kind === 'separable' ? 'dw + 1×1' : variant.kind === 'wider' ? 'wider' : `g ${variant.groups}`,
    current: variant.current,
    ...rooflinePoint(machine, work),
  }))
  return {
    table: {
      columns: ['variant', 'FLOPs per byte', 'GFLOP/s', 'attainable', 'share', 'limit'],
      rows: points.map(({ name, intensity, gflops, roof, share, limit }) => [
        name,
        intensity,
        gflops,
        roof,
        share,
        limit,
      ]),
    },
    draw: (plot, palette, size) => {
      const ridge = ridgePoint(machine)
      const intensities = [...points.map(({ intensity }) => intensity), ridge]
      const [from, to] = [Math.min(...intensities) / 2, Math.max(...intensities) * 2]
      const roof = [from, ridge, to].map((intensity) => ({
        intensity,
        gflops: attainableGflops(machine, intensity),
      }))
      const rates = [...points.map(({ gflops }) => gflops), machine.peakGflops].filter((rate) => rate > 0)
      return drawPlot(plot, palette, size, {
        x: { type: 'log', domain: [from, to], ticks: 5, tickFormat: tick, label: 'FLOPs per byte' },
        y: {
          type: 'log',
          domain: [Math.min(...rates) / 1.6, machine.peakGflops * 1.5],
          ticks: 4,
          tickFormat: tick,
          label: 'GFLOP/s',
          grid: true,
        },
        marks: [
          plot.line(roof, {
            x: 'intensity',
            y: 'gflops',
            stroke: palette.quiet,
            strokeWidth: 1.5,
            clip: true,
          }),
          plot.text(
            [{ intensity: to, gflops: machine.peakGflops, text: `peak ${tick(machine.peakGflops)} GFLOP/s` }],
            { x: 'intensity', y: 'gflops', text: 'text', textAnchor: 'end', dy: -8, fill: palette.quiet },
          ),
          plot.text(
            [
              {
                intensity: Math.sqrt(from * ridge),
                gflops: attainableGflops(machine, Math.sqrt(from * ridge)),
                text: `${tick(machine.bandwidthGBs)} GB/s`,
              },
            ],
            {
              x: 'intensity',
              y: 'gflops',
              text: 'text',
              textAnchor: 'end',
              dx: -6,
              dy: -8,
              fill: palette.quiet,
            },
          ),
          plot.link(points, {
            x: 'intensity',
            y1: 'gflops',
            y2: 'roof',
            stroke: palette.line,
            strokeDasharray: '2 2',
          }),
          plot.dot(points, {
            x: 'intensity',
            y: 'gflops',
            r: 4,
            stroke: palette.ink,
            strokeWidth: 1.5,
            fill: ({ current }: (typeof points)[number]) => (current ? palette.ink : palette.paper),
          }),
          plot.text(points, {
            x: 'intensity',
            y: 'gflops',
            text: 'short',
            dx: 8,
            dy: 4,
            textAnchor: 'start',
            fill: palette.ink,
            stroke: palette.paper,
            strokeWidth: 3,
          }),
        ],
      })
    },
  }
}
