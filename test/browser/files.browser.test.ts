import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import type { Tensor } from '../../src/core/tensor.ts'
import type { Engine, MapsLease, PaintRequest, Painting, Run } from '../../src/engine/engine.ts'
import { exportMapsPng } from '../../src/state/export/export.ts'
import { newDocument } from '../../src/state/document/document.ts'
import type { Completed } from '../../src/state/run/runner.svelte.ts'
import { carriesFiles, carriesLink, carriesText, readTransfer } from '../../src/state/files/transfer.ts'

const NO_VALUES = { min: 0, max: 0, mean: 0, rms: 0, finite: true }

/** Paints map c in one colour, red 50 * c. */
class Painter implements Engine {
  readonly threads = 1
  readonly mode = 'inline'
  readonly set = 'plain'
  readonly why = ''

  paint(requests: readonly PaintRequest[]): Promise<readonly Painting[]> {
    return Promise.resolve(
      requests.map((request) => {
        const pixels = new Uint8ClampedArray(4 * request.width * request.height)
        for (let i = 0; i < pixels.length; i += 4) pixels.set([50 * request.channel, 0, 0, 255], i)
        return { request, pixels, low: 0, high: 1, stats: NO_VALUES }
      }),
    )
  }

  run(): Promise<Run> {
    return Promise.reject(new Error('not for this test'))
  }

  uses(): boolean {
    return false
  }

  lease(): MapsLease {
    throw new RangeError('not for this test')
  }

  setThreads(): Promise<void> {
    return Promise.resolve()
  }

  dispose(): void {
    // nothing to end
  }
}

const input: Tensor = { shape: [1, 3, 2, 3], data: new Float32Array(18) }
const run: Run = {
  ms: 0,
  input: [],
  outputs: [],
  paintings: [],
  timeline: [],
  computed: { maps: 0, of: 0 },
  memory: 0,
}
const document = newDocument()
const completed: Completed = { run, input, layers: document.layers, shapes: [[1, 8, 2, 3]] }
const look = { colorMap: 'gray', range: 'map', theme: 'light' } as const
const shown = { engine: new Painter(), completed, document, layer: 0, look }

async function redOf(png: Blob): Promise<readonly [width: number, height: number, red: number | undefined]> {
  const bitmap = await createImageBitmap(png)
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  return [bitmap.width, bitmap.height, context?.getImageData(0, 0, 1, 1).data[0]]
}

describe('maps as PNG', () => {
  test('one map is one file at its full size', async () => {
    const { name, blob } = await exportMapsPng(shown, [3])
    expect([name, blob.type]).toEqual(['maps-layer1-map3.png', 'image/png'])
    expect(await redOf(blob)).toEqual([3, 2, 150])
  })

  test('several are a ZIP with a file for each', async () => {
    const { name, blob } = await exportMapsPng(shown, [0, 4])
    expect(name).toBe('maps-layer1.zip')
    const files = unzipSync(new Uint8Array(await blob.arrayBuffer()))
    expect(Object.keys(files)).toEqual(['maps-layer1-map0.png', 'maps-layer1-map4.png'])
    const last = files['maps-layer1-map4.png'] ?? new Uint8Array()
    expect(await redOf(new Blob([new Uint8Array(last)]))).toEqual([3, 2, 200])
  })
})

describe('a drop or a paste', () => {
  const transferOf = (...files: File[]): DataTransfer => {
    const transfer = new DataTransfer()
    for (const file of files) transfer.items.add(file)
    return transfer
  }

  test('gives its files, and no link where there are some', () => {
    const files = [new File(['x'], 'cat.jpg', { type: 'image/jpeg' }), new File(['{}'], 'edges.JSON')]
    const transfer = transferOf(...files)
    transfer.setData('text/uri-list', 'https://example.org/cat.jpg')
    expect(readTransfer(transfer)).toEqual({ files, folders: [], link: null })
    expect(carriesFiles(transfer)).toBe(true)
  })

  test('of a link gives its address', () => {
    const transfer = new DataTransfer()
    transfer.setData('text/uri-list', 'https://example.org/cat\r\nhttps://example.org/dog')
    transfer.setData('text/html', '<img src="cat.jpg">')
    const link = { address: 'https://example.org/cat', html: '<img src="cat.jpg">' }
    expect(readTransfer(transfer)).toEqual({ files: [], folders: [], link })
    expect([carriesFiles(transfer), carriesLink(transfer)]).toEqual([false, true])
  })

  test('of text gives nothing', () => {
    const transfer = new DataTransfer()
    transfer.setData('text/plain', 'hello')
    expect(readTransfer(transfer)).toEqual({ files: [], folders: [], link: null })
    expect([carriesFiles(transfer), carriesText(transfer), carriesFiles(null)]).toEqual([false, true, false])
  })
})
