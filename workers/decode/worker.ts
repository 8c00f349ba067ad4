import * as Comlink from 'comlink'
import { CONTEXT_SETTINGS } from './canvas.ts'
import { createDecoding } from './decoding.ts'

// The page hears that this worker does not start, and decodes by itself.
if (typeof OffscreenCanvas === 'undefined') throw new Error('workers have no canvas here')

Comlink.expose(
  createDecoding((width, height) => {
    const canvas = new OffscreenCanvas(width, height)
    return {
      context: canvas.getContext('2d', CONTEXT_SETTINGS),
      png: () => canvas.convertToBlob({ type: 'image/png' }),
    }
  }),
)
