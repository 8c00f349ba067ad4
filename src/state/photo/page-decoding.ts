import * as Comlink from 'comlink'
import { CONTEXT_SETTINGS } from '../../../workers/decode/canvas.ts'
import { createDecoding } from '../../../workers/decode/decoding.ts'
import { canvasFile, hiddenCanvas } from '../canvas.ts'

/** What the decode worker does, on the page, at the other end of a channel: slow for large photos, and nothing else goes on meanwhile. */
export function decodeOnPage(): MessagePort {
  const { port1, port2 } = new MessageChannel()
  const decoding = createDecoding((width, height) => {
    const { canvas, context } = hiddenCanvas(width, height, CONTEXT_SETTINGS)
    return { context, png: () => canvasFile(canvas, 'image/png') }
  })
  Comlink.expose(decoding, port1)
  return port2
}
