import { attainableGflops, ridgePoint, rooflinePoint, type Machine } from '../../core/cost/roofline.ts'
import type { MeasuredVariant } from '../../state/measuring/measurement.svelte.ts'
import { decadeTicks, drawPlot, legend, MARGINS, tick, type DrawPlot } from './draw.ts'
import { placeLabels, type Box } from './place-labels.ts'
import type { PlotTable } from './plot-table.ts'

/** The variants under the roof of the machine: GFLOP/s over FLOPs per byte. */
export function rooflinePlot(
  machine: Machine,
  variants: readonly MeasuredVariant[],
): { readonly table: PlotTable; readonly draw: DrawPlot } {
  const points = variants.map(({ variant, work }) => ({
    name: variant.name,
    short:
      variant.kind === 'separable'
        ? 'dw + 1×1'
        : variant.kind === 'wider'
          ? 'wider'
          : variant.kind === 'moreFilters'
            ? 'more'
            : `g ${variant.groups}`,
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
      const [least, most] = [Math.min(...rates) / 2, machine.peakGflops * 1.5]
      const frame: Box = [MARGINS.left, MARGINS.top, size.width - MARGINS.right, size.height - MARGINS.bottom]
      const along = (value: number, [low, high]: readonly [number, number]) =>
        Math.log(value / low) / Math.log(high / low)
      const pixelsOf = (intensity: number, gflops: number) => ({
        x: frame[0] + along(intensity, [from, to]) * (frame[2] - frame[0]),
        y: frame[3] - along(gflops, [least, most]) * (frame[3] - frame[1]),
      })
      const ordered = points.toSorted((a, b) => a.intensity - b.intensity)
      const offsets = placeLabels(
        ordered.map(({ short: text, intensity, gflops }) => ({ ...pixelsOf(intensity, gflops), text })),
        frame,
      )
      const labels = ordered.map((point, i) => ({ point, ...(offsets[i] ?? { dx: 0, dy: -12 }) }))
      return drawPlot(plot, palette, size, {
        x: {
          type: 'log',
          domain: [from, to],
          ticks: decadeTicks(from, to),
          tickFormat: tick,
          label: 'FLOPs per byte',
        },
        y: {
          type: 'log',
          domain: [least, most],
          ticks: decadeTicks(least, most),
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
          ...legend(plot, [
            {
              text: `— ${tick(machine.bandwidthGBs)} GB/s up to ${tick(machine.peakGflops)} GFLOP/s`,
              color: palette.quiet,
            },
          ]),
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
          ...labels.map(({ point, dx, dy }) =>
            plot.text([point], {
              x: 'intensity',
              y: 'gflops',
              text: 'short',
              dx,
              dy,
              fill: palette.ink,
              stroke: palette.paper,
              strokeWidth: 3,
            }),
          ),
        ],
      })
    },
  }
}
