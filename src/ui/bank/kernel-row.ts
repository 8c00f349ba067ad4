import type { Attachment } from 'svelte/attachments'
import { textOnSigned, type Theme } from '../../core/colors.ts'
import type { FilterBank } from '../../core/layers.ts'
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
import type { SheetLayout } from './bands.ts'
import { columnLeft, columnWidth } from './columns.ts'

interface KernelRow {
  /** Of one filter: its kernels one after the other. */
  readonly weights: Float32Array
  readonly rows: number
  readonly columns: number
  readonly firstChannel: number
  readonly layout: Pick<SheetLayout, 'columns' | 'rowHeight' | 'box'>
  readonly theme: Theme
  /** The theme's signed colour map. */
  readonly table: ColorTable
  readonly pixelRatio: number
}

/** Columns narrower than this show one colour for a whole kernel. */
const SWATCH = 12
/** Cells from this many device pixels on are parted by hairlines. */
const PARTED = 6
const FONT_SIZE = 9.5

/**
 * Reads the weights of a filter. The answer is the same array until they change, so that an edit of one filter draws no
 * other again.
 */
export function steadyWeights(): (bank: FilterBank, filter: number) => Float32Array {
  let before: Float32Array = new Float32Array()
  return (bank, filter) => {
    const size = bank.weight.shape[1] * bank.weight.shape[2] * bank.weight.shape[3]
    const weights = bank.weight.data.subarray(filter * size, (filter + 1) * size)
    const isSame = before.length === size && weights.every((value, i) => Object.is(value, before[i]))
    if (!isSame) before = weights
    return before
  }
}

/** Draws the kernels of one filter in signed colours that span the filter. */
export function kernelRow(row: KernelRow): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    const { weights, rows: kH, columns: kW, firstChannel, layout, pixelRatio } = row
    const channels = weights.length / (kH * kW)
    const scale = signedScale(weights)
    const origin = columnLeft(layout.columns, firstChannel)
    const px = (css: number) => Math.round(css * pixelRatio)
    const width = Math.max(1, px(columnLeft(layout.columns, firstChannel + channels) - origin))
    const height = Math.max(1, px(layout.rowHeight))
    const context = canvas.getContext('2d')
    if (context === null) return
    canvas.width = width
    canvas.height = height
    const image = new ImageData(width, height)
    const raster = { words: new Uint32Array(image.data.buffer), width, height }
    const drawn: { readonly box: Box; readonly kernel: Float32Array }[] = []
    for (let channel = 0; channel < channels; channel++) {
      const kernel = weights.subarray(channel * kH * kW, (channel + 1) * kH * kW)
      const at = firstChannel + channel
      const x = px(columnLeft(layout.columns, at) - origin)
      const column = columnWidth(layout.columns, at)
      if (column < SWATCH) {
        const gap = column * pixelRatio > 4 ? 1 : 0
        const side = px(columnLeft(layout.columns, at + 1) - origin) - x - gap
        const tall = Math.min(height - 2 * px(2), Math.max(side, px(14)))
        const box = { x, y: Math.floor((height - tall) / 2), width: Math.max(1, side), height: tall }
        fill(raster, box, signedWord(row.table, dominantWeight(kernel), scale))
      } else {
        const within = {
          x: x + px((column - layout.box) / 2),
          y: px((layout.rowHeight - layout.box) / 2),
          width: px(layout.box),
          height: px(layout.box),
        }
        const box = kernelBox(within, [kH, kW])
        drawKernel(raster, box, kernel, [kH, kW], row.table, scale)
        drawn.push({ box, kernel })
      }
    }
    context.putImageData(image, 0, 0)
    const ink = getComputedStyle(canvas)
    for (const { box, kernel } of drawn) {
      drawLines(context, box, kH, kW, ink.color)
      const isWide = box.width / kW >= 20 * pixelRatio && box.height / kH >= 14 * pixelRatio
      if (isWide) drawNumbers(context, row, box, kernel, scale, ink.fontFamily)
    }
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
  { rows: kH, columns: kW, theme, pixelRatio }: KernelRow,
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
    context.fillText(shortWeight(value), x, y)
  })
}
