import type { Attachment } from 'svelte/attachments'
import { textOnSigned, type Theme } from '../../core/image/colors.ts'
import type { ColorTable } from '../../engine/engine.ts'
import {
  cellEdge,
  dominantWeight,
  drawKernel,
  fill,
  kernelBox,
  signedScale,
  signedWord,
  type Box,
} from '../canvas/heat.ts'
import { shortWeight } from '../canvas/numerals.ts'
import type { SheetLayout } from '../sheet/bands.ts'
import { columnLeft, columnWidth } from '../sheet/columns.ts'

/** How kernels are drawn. */
export interface KernelLook {
  readonly rows: number
  readonly columns: number
  readonly firstChannel: number
  readonly layout: Pick<SheetLayout, 'columns' | 'rowHeight' | 'box'>
  readonly theme: Theme
  /** The theme's signed colour map. */
  readonly table: ColorTable
  readonly pixelRatio: number
}

/** The filters of some rows: of each its kernels, one after the other. */
export type KernelRows = KernelLook & { readonly weights: readonly Float32Array[] }

/** Columns narrower than this show one colour for a whole kernel. */
const SWATCH = 12
/** Cells from this many device pixels on are parted by hairlines. */
const PARTED = 6
const FONT_SIZE = 9.5

/** More kernels than this are drawn with the next frames, each for so many ms: a row of them can take a millisecond. */
const AT_ONCE = 2048
const SLICE = 8

/**
 * What draws the kernels of filters into one canvas, row by row, each filter in signed colours that span it. It knows what the
 * canvas shows: an edit of one filter draws no other again. Call it while a component is made.
 */
export function kernelRows(): (next: KernelRows) => Attachment<HTMLCanvasElement> {
  let shown: { readonly canvas: HTMLCanvasElement; readonly look: KernelRows } | null = null
  /** The weights that each row shows. */
  let drawn: Float32Array[] = []
  return (next) => (canvas) => {
    const context = canvas.getContext('2d')
    if (context === null) return
    if (shown?.canvas !== canvas || !looksAlike(shown.look, next)) {
      canvas.width = Math.max(1, rowWidth(next))
      canvas.height = Math.max(1, rowEdge(next, next.weights.length))
      drawn = []
    }
    shown = { canvas, look: next }
    const left = next.weights.flatMap((weights, at) => (drawn[at] === weights ? [] : [{ at, weights }]))
    const ink = getComputedStyle(canvas)
    let frame = 0
    const draw = (until: number) => {
      for (let row = left.shift(); row !== undefined; row = left.shift()) {
        drawFilter(context, next, row.weights, row.at, ink)
        drawn[row.at] = row.weights
        if (performance.now() > until) break
      }
      if (left.length > 0) frame = requestAnimationFrame(drawSome)
    }
    const drawSome = () => draw(performance.now() + SLICE)
    const channels = (next.weights[0]?.length ?? 0) / (next.rows * next.columns)
    if (left.length * channels <= AT_ONCE) draw(Infinity)
    else frame = requestAnimationFrame(drawSome)
    return () => cancelAnimationFrame(frame)
  }
}

function looksAlike(a: KernelRows, b: KernelRows): boolean {
  return (
    a.rows === b.rows &&
    a.columns === b.columns &&
    a.firstChannel === b.firstChannel &&
    a.layout === b.layout &&
    a.theme === b.theme &&
    a.table === b.table &&
    a.pixelRatio === b.pixelRatio &&
    a.weights.length === b.weights.length &&
    a.weights[0]?.length === b.weights[0]?.length
  )
}

/** Device pixels from the first to the end of the last kernel of a row. */
function rowWidth(look: KernelRows): number {
  const { rows, columns, firstChannel, layout, pixelRatio } = look
  const channels = (look.weights[0]?.length ?? 0) / (rows * columns)
  const from = columnLeft(layout.columns, firstChannel)
  return Math.round((columnLeft(layout.columns, firstChannel + channels) - from) * pixelRatio)
}

/** Top of row `i` in device pixels. */
function rowEdge({ layout, pixelRatio }: KernelLook, i: number): number {
  return Math.round(i * layout.rowHeight * pixelRatio)
}

function drawFilter(
  context: CanvasRenderingContext2D,
  look: KernelLook,
  weights: Float32Array,
  at: number,
  ink: CSSStyleDeclaration,
): void {
  const { rows: kH, columns: kW, firstChannel, layout, pixelRatio } = look
  const scale = signedScale(weights)
  const origin = columnLeft(layout.columns, firstChannel)
  const px = (css: number) => Math.round(css * pixelRatio)
  const top = rowEdge(look, at)
  const [width, height] = [context.canvas.width, Math.max(1, rowEdge(look, at + 1) - top)]
  const image = new ImageData(width, height)
  const raster = { words: new Uint32Array(image.data.buffer), width, height }
  const drawn: { readonly box: Box; readonly kernel: Float32Array }[] = []
  const tall = Math.min(height - 2 * px(2), px(14))
  const swatches = Math.floor((height - tall) / 2)
  for (let channel = 0; channel < weights.length / (kH * kW); channel++) {
    const kernel = weights.subarray(channel * kH * kW, (channel + 1) * kH * kW)
    const at = firstChannel + channel
    const x = px(columnLeft(layout.columns, at) - origin)
    const column = columnWidth(layout.columns, at)
    if (column < SWATCH) {
      const gap = column * pixelRatio > 4 ? 1 : 0
      const side = px(columnLeft(layout.columns, at + 1) - origin) - x - gap
      const line = { x, y: swatches, width: Math.max(1, side), height: 1 }
      fill(raster, line, signedWord(look.table, dominantWeight(kernel), scale))
    } else {
      const within = {
        x: x + px((column - layout.box) / 2),
        y: px((layout.rowHeight - layout.box) / 2),
        width: px(layout.box),
        height: px(layout.box),
      }
      const box = kernelBox(within, [kH, kW])
      drawn.push({ box: { ...box, y: box.y + top }, kernel })
    }
  }
  // thousands of swatches of one height: their first line, copied down
  const first = swatches * width
  for (let i = 1; i < tall; i++) raster.words.copyWithin(first + i * width, first, first + width)
  for (const { box, kernel } of drawn)
    drawKernel(raster, { ...box, y: box.y - top }, kernel, [kH, kW], look.table, scale)
  context.putImageData(image, 0, top)
  for (const { box, kernel } of drawn) {
    drawLines(context, box, kH, kW, ink.color)
    const isWide = box.width / kW >= 20 * pixelRatio && box.height / kH >= 14 * pixelRatio
    if (isWide) drawNumbers(context, look, box, kernel, scale, ink.fontFamily)
  }
}

function drawLines(context: CanvasRenderingContext2D, box: Box, kH: number, kW: number, color: string): void {
  context.fillStyle = color
  context.globalAlpha = 0.07
  if (box.width / kW >= PARTED && box.height / kH >= PARTED) {
    for (let i = 1; i < kW; i++) context.fillRect(box.x + cellEdge(i, kW, box.width), box.y, 1, box.height)
    for (let i = 1; i < kH; i++) context.fillRect(box.x, box.y + cellEdge(i, kH, box.height), box.width, 1)
  }
  context.globalAlpha = 0.28
  context.strokeStyle = color
  context.lineWidth = 1
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1)
  context.globalAlpha = 1
}

function drawNumbers(
  context: CanvasRenderingContext2D,
  { rows: kH, columns: kW, theme, pixelRatio }: KernelLook,
  box: Box,
  kernel: Float32Array,
  scale: number,
  family: string,
): void {
  context.font = `500 ${FONT_SIZE * pixelRatio}px ${family}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  kernel.forEach((value, i) => {
    const [row, column] = [Math.floor(i / kW), i % kW]
    context.fillStyle = textOnSigned(value, scale, theme)
    const x = box.x + ((column + 0.5) * box.width) / kW
    const y = box.y + ((row + 0.5) * box.height) / kH + 0.5 * pixelRatio
    context.fillText(shortWeight(value), x, y, box.width / kW - pixelRatio)
  })
}
