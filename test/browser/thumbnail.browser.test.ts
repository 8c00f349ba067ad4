import { expect, test } from 'vitest'
import { Thumbnails } from '../../src/ui/export/thumbnail.ts'
import { tiffFile } from '../fixtures/small-tiffs.ts'

test('a photo that the browser does not open has a thumbnail, and one that nothing opens stops none behind it', async () => {
  const thumbnails = new Thumbnails()
  const values = Array.from({ length: 3 * 8 * 8 }, (_, i) => [60_000, 20_000, 1000][i % 3] ?? 0)
  const tiff = tiffFile({ width: 8, height: 8, samples: 3, bits: 16, format: 1, values })
  const canvases = [new Uint8Array([1, 2, 3]), tiff].map((bytes) => {
    const canvas = document.createElement('canvas')
    canvas.style.height = '40px'
    document.body.append(canvas)
    thumbnails.of(new File([bytes], 'a.tif'))(canvas)
    return canvas
  })
  const pixelOf = (canvas: HTMLCanvasElement | undefined) => [
    ...(canvas?.getContext('2d')?.getImageData(4, 4, 1, 1).data ?? []),
  ]
  await expect.poll(() => pixelOf(canvases[1])).toEqual([233, 78, 4, 255])
  expect(pixelOf(canvases[0])).toEqual([0, 0, 0, 0])
  thumbnails.dispose()
})
