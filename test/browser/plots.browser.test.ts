import * as plot from '@observablehq/plot'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { costVariants } from '../../src/core/cost/variants.ts'
import { measuredWork } from '../../src/core/cost/roofline.ts'
import type { Measurement } from '../../src/engine/measure/measure.ts'
import type { MeasuredVariant } from '../../src/state/measuring/measurement.svelte.ts'
import type { DrawPlot } from '../../src/ui/plots/draw.ts'
import { paletteAt } from '../../src/ui/plots/palette.ts'
import { rooflinePlot } from '../../src/ui/plots/roofline-plot.ts'
import { speedUpPlot } from '../../src/ui/plots/speed-up-plot.ts'
import { timeOverGroups } from '../../src/ui/plots/time-over-groups.ts'

const times = fc.record({
  median: fc.double({ min: 0.02, max: 5000, noNaN: true }),
  below: fc.double({ min: 0, max: 0.4, noNaN: true }),
  above: fc.double({ min: 0, max: 0.6, noNaN: true }),
})
const sizes = fc.record({
  width: fc.integer({ min: 250, max: 600 }),
  height: fc.integer({ min: 150, max: 260 }),
})

function measured({ median, below, above }: { median: number; below: number; above: number }): Measurement {
  return {
    id: '',
    median,
    low: median * (1 - below),
    high: median * (1 + above),
    times: [median],
    paddingMs: 0,
    stable: true,
  }
}

/** Words of a drawing that cover one another, or reach beyond it. */
function faults(draw: DrawPlot, size: { width: number; height: number }): string[] {
  const drawing = draw(plot, paletteAt(document.body), size)
  document.body.replaceChildren(drawing)
  const frame = drawing.getBoundingClientRect()
  const words = [...drawing.querySelectorAll('text')].map((text) => ({
    text: text.textContent,
    box: text.getBoundingClientRect(),
  }))
  return words.flatMap(({ text, box }, i) => [
    ...(box.left < frame.left - 1 || box.right > frame.right + 1 ? [`${text} beyond the drawing`] : []),
    ...words
      .slice(i + 1)
      .filter(({ box: other }) => {
        const [x, y] = [
          Math.min(box.right, other.right) - Math.max(box.left, other.left),
          Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top),
        ]
        return x > 0.5 && y > 3 // of a line's height letters take three quarters
      })
      .map((other) => `${text} on ${other.text}`),
  ])
}

it('words of a plot cover neither one another nor the numbers of its axes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom([3, 8], [8, 12], [16, 16], [32, 32], [64, 64], [7, 7], [2, 6]),
      fc.array(times, { minLength: 20, maxLength: 20 }),
      fc.integer({ min: 1, max: 16 }),
      fc.double({ min: 1, max: 2000, noNaN: true }),
      fc.double({ min: 0.5, max: 400, noNaN: true }),
      sizes,
      ([inChannels = 1, outChannels = 1], each, threads, peakGflops, bandwidthGBs, size) => {
        const bank = {
          weight: {
            shape: [outChannels, inChannels, 3, 3],
            data: new Float32Array(outChannels * inChannels * 9),
          },
          bias: null,
          params: { stride: [1, 1], padding: [1, 1], paddingMode: 'zeros', dilation: [1, 1], groups: 1 },
          names: [],
        } as const
        const variants = costVariants([1, inChannels, 60, 80], bank).map((variant, i): MeasuredVariant => {
          const measurement = measured(each[i % each.length] ?? { median: 1, below: 0, above: 0 })
          return { variant, measurement, work: measuredWork(variant, measurement.median), reason: null }
        })
        const runs = each
          .slice(0, threads)
          .map((time, i) => ({ threads: i + 1, measurement: measured(time) }))
        expect(faults(timeOverGroups(variants).draw, size)).toEqual([])
        expect(faults(speedUpPlot(runs).draw, size)).toEqual([])
        expect(faults(rooflinePlot({ peakGflops, bandwidthGBs }, variants).draw, size)).toEqual([])
      },
    ),
    { seed: 20240915, numRuns: 60 },
  )
})
