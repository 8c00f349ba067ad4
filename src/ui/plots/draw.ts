import { formatNumber } from '../controls/numbers.ts'
import type * as PlotModule from '@observablehq/plot'
import type { Palette } from './palette.ts'

/** The plotting library, loaded when the first plot is shown. */
export type PlotLibrary = typeof PlotModule

/** Draws a plot in the colours of the page, into so many CSS pixels. */
export type DrawPlot = (
  plot: PlotLibrary,
  palette: Palette,
  size: { readonly width: number; readonly height: number },
) => SVGSVGElement

/** Around the drawing, for axes and their words, in CSS pixels. */
export const MARGINS = { top: 26, right: 20, bottom: 32, left: 40 } as const

/** A plot in the look of the page. */
export function drawPlot(
  plot: PlotLibrary,
  palette: Palette,
  size: { readonly width: number; readonly height: number },
  options: PlotModule.PlotOptions,
): SVGSVGElement {
  const drawing = plot.plot({
    marginTop: MARGINS.top,
    marginRight: MARGINS.right,
    marginBottom: MARGINS.bottom,
    marginLeft: MARGINS.left,
    ...options,
    ...size,
    style: {
      color: palette.quiet,
      background: 'none',
      fontFamily: palette.font,
      fontSize: '11px',
      fontVariantNumeric: 'tabular-nums',
    },
  })
  if (!(drawing instanceof SVGSVGElement)) throw new TypeError('a plot without legends is an <svg>')
  drawing.setAttribute('aria-hidden', 'true') // its frame has the words
  return drawing
}

/** Of letters and digits at 11 px, generously. */
export const LETTER = 6.2

/** Words on what is drawn, above its right end: there no line, dot or number of an axis can be. */
export function legend(
  plot: PlotLibrary,
  entries: readonly { readonly text: string; readonly color: string }[],
): PlotModule.Markish[] {
  let right = 0
  return entries.toReversed().map(({ text, color }) => {
    const place = {
      frameAnchor: 'top-right',
      textAnchor: 'end',
      lineAnchor: 'bottom',
      dx: -right,
      dy: -9,
    } as const
    right += LETTER * text.length + 8
    return plot.text([text], { ...place, text: (words: string) => words, fill: color })
  })
}

/** A number on an axis, short enough for its margin: 8e−3, 0.25, 4, 1.2k. */
export function tick(value: number): string {
  if (value > 0 && value < 0.01) return value.toExponential(0).replace('-', '−')
  if (value >= 1000) return `${formatNumber(value / 1000, 3)}k`
  return formatNumber(value, 3)
}

/** 1, 2 and 5 times powers of ten within a range, for the ticks of a logarithmic axis; of wide ranges only the powers. */
export function decadeTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low)
  const of = decades > 3 ? [1] : decades > 1.5 ? [1, 3] : [1, 2, 5]
  const first = Math.floor(Math.log10(low))
  return Array.from({ length: Math.ceil(decades) + 2 }, (_, i) => 10 ** (first + i))
    .flatMap((power) => of.map((factor) => factor * power))
    .filter((value) => value >= low && value <= high)
}

/** Powers of two from at most `low` to at least `high`, for the ticks of a logarithmic axis; at most about 8 of them. */
export function powersOfTwo(low: number, high: number): number[] {
  const from = Math.floor(Math.log2(low))
  const to = Math.ceil(Math.log2(high))
  const step = Math.max(1, Math.ceil((to - from) / 7))
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => 2 ** (from + i * step))
}
