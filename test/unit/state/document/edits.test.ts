import { describe, expect, test } from 'vitest'
import { kernelOf } from '../../../../src/core/bank/bank.ts'
import { pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import * as edits from '../../../../src/state/document/edits.ts'
import { importBank } from '../../../../src/state/document/import-bank.ts'
import type { FilterbankDocument } from '../../../../src/state/document/document.ts'
import { conv, photo, smallDocument } from '../documents.ts'

const shapes = ({ layers }: FilterbankDocument) =>
  pipelineShapes([1, 3, 12, 10], layers).map((shape) => shape[1])

function bankOf(document: FilterbankDocument, at: number) {
  const layer = document.layers[at]
  if (layer?.type !== 'conv2d') throw new Error(`layer ${at} is no Conv2d`)
  return layer.bank
}

describe('an edit', () => {
  test('leaves the document it was made from as it was', () => {
    const document = smallDocument()
    const before = structuredClone(document)
    edits.setWeight(document, 0, [1, 1, 0, 2], 7)
    edits.changeLayer(document, 0, { outChannels: 5 })
    edits.removeLayer(document, 0)
    edits.moveLayer(document, 2, 0)
    expect(document).toEqual(before)
  })

  test('of one weight changes that weight and no other layer', () => {
    const document = smallDocument()
    const { document: after, label } = edits.setWeight(document, 2, [5, 1, 0, 2], 0.25)
    expect(label).toContain('5, 1, 0, 2')
    expect(kernelOf(bankOf(after, 2), 5, 1)[2]).toBe(0.25)
    expect(after.layers[0]).toBe(document.layers[0])
  })
})

describe('settings', () => {
  test('layers after a Conv2d fit themselves to its channels, and the message says so', () => {
    const { document, message } = edits.changeLayer(smallDocument(), 0, { outChannels: 4 })
    expect(shapes(document)).toEqual([4, 4, 16])
    expect(message).toMatch(/Layer 3/)
  })

  test('more groups tell how many weights other than zero they dropped', () => {
    const document = smallDocument()
    const kernel = Array.from({ length: 9 }, (_, i) => (i < 4 ? 0 : 1))
    const full = edits.setKernel(document, 2, 0, 1, kernel).document
    const edit = edits.changeLayer(full, 2, { groups: 8 })
    expect(edit.label).toBe('Groups 4 → 8')
    // the second filter of each group loses the 1 by which it passed its channel on, the first keeps its own
    expect(edit.message).toBe('Groups 4 → 8. 13 non-zero weights dropped.')
  })

  test('what new filters bring does not hide what was dropped', () => {
    const two = smallDocument({ layers: [conv(3, 2), conv(2, 2)] })
    const edit = edits.changeLayer(two, 1, { outChannels: 4, groups: 2 })
    expect(edit.message).toBe('Out channels, Groups. 1 non-zero weight dropped.')
    expect(edits.changeLayer(two, 1, { outChannels: 1 }).message).toContain('1 non-zero weight dropped.')
  })

  test('channels and groups that only go together are changed together', () => {
    const { document } = edits.changeLayer(
      smallDocument({ layers: [conv(3, 6), conv(6, 8, { groups: 2 })] }),
      1,
      {
        outChannels: 9,
        groups: 3,
      },
    )
    expect(bankOf(document, 1).weight.shape).toEqual([9, 2, 3, 3])
  })

  test('of a pool and of a shuffle change only what is named', () => {
    const pool = {
      type: 'maxPool2d',
      kernelSize: [2, 2],
      stride: [2, 2],
      padding: [0, 0],
      dilation: [1, 1],
      ceilMode: false,
    } as const
    const document = smallDocument({ layers: [pool, { type: 'channelShuffle', groups: 3 }] })
    const pooled = edits.changeLayer(document, 0, { stride: [1, 2], ceilMode: true }).document
    expect(pooled.layers[0]).toEqual({ ...pool, stride: [1, 2], ceilMode: true })
    expect(edits.changeLayer(document, 1, { groups: 1 }).document.layers[1]).toEqual({
      type: 'channelShuffle',
      groups: 1,
    })
  })

  test.each([
    [{ kernelSize: [5, 5] }, 'Kernel size 3 → 5'],
    [{ kernelSize: [3, 5] }, 'Kernel size 3 → 3 × 5'],
    [{ padding: 'same' }, 'Padding 1 → same'],
    [{ bias: false }, 'Bias on → off'],
    [{ stride: [2, 2], padding: [0, 0] }, 'Stride, Padding'],
  ] as const)('%o is called %s', (changes, label) => {
    expect(edits.changeLayer(smallDocument(), 0, changes).label).toBe(label)
  })
})

describe('layers', () => {
  test('an added one is selected, and those behind it fit its channels', () => {
    const { document, select } = edits.addLayer(smallDocument(), conv(3, 6), 1)
    expect(select).toBe(1)
    expect(shapes(document)).toEqual([8, 6, 6, 16])
  })

  test('removing and moving keep the pipeline fitting', () => {
    expect(shapes(edits.removeLayer(smallDocument(), 0).document)).toEqual([3, 16])
    const moved = edits.moveLayer(smallDocument(), 2, 0)
    expect([shapes(moved.document), moved.select]).toEqual([[16, 8, 8], 0])
  })

  test('removing tells what was removed', () => {
    expect(edits.removeLayer(smallDocument(), 1)).toMatchObject({
      label: 'Remove ReLU',
      message: 'Removed ReLU.',
    })
  })
})

test('an imported bank replaces layers and input, keeps the photo and selects the last layer', () => {
  const document = smallDocument({ photo: photo('a.jpg') })
  const input = { range: 'imagenet', light: 'linear', matte: '#000000' } as const
  const edit = importBank(document, { name: 'edges', input, layers: [conv(3, 2), { type: 'abs' }] })
  expect(edit).toMatchObject({ select: 1, document: { name: 'edges', input, photo: document.photo } })
})

test('input, resolution, photo and name are steps with a label', () => {
  const document = smallDocument()
  expect(edits.setInput(document, { range: '-1..1' }).document.input).toEqual({
    ...document.input,
    range: '-1..1',
  })
  expect(edits.setResolution(document, 0)).toMatchObject({
    label: 'Full resolution',
    document: { resolution: 0 },
  })
  expect(edits.setPhoto(document, photo('cat.jpg')).label).toBe('Open cat.jpg')
  expect(edits.renameDocument(document, 'mine').document.name).toBe('mine')
})

describe('crop and exact size', () => {
  const crop = { x: 2, y: 3, width: 10, height: 20 }
  const size = { width: 224, height: 224, shorter: 256 }
  const a = { ...photo('a.jpg'), width: 100, height: 80 }
  const framed = () => {
    const document = smallDocument({ photo: a })
    return edits.setInput(document, { crop, size }).document
  }

  test('are set and taken away, and leave nothing behind', () => {
    const document = smallDocument()
    const edit = edits.setInput(document, { crop, size })
    expect(edit.label).toBe('Input crop 10 × 20, size 224 × 224')
    expect(edit.document.input).toEqual({ ...document.input, crop, size })
    const without = edits.setInput(edit.document, { crop: null, size: null })
    expect(without.label).toBe('Input crop off, size off')
    expect(without.document.input).toStrictEqual(document.input)
  })

  test('an exact size stays with another photo, a crop for one of the same size alone', () => {
    const alike = { ...photo('b.jpg'), width: 100, height: 80 }
    const other = { ...photo('c.jpg'), width: 80, height: 100 }
    expect(edits.setPhoto(framed(), alike).document.input).toMatchObject({ crop, size })
    const plain = smallDocument({ photo: a })
    expect(edits.setPhoto(plain, other).document.input).toBe(plain.input) // it is decoded by that already
    expect(edits.setPhoto(framed(), other).document.input).toStrictEqual({ ...smallDocument().input, size })
  })

  test('a working resolution takes the place of an exact size', () => {
    expect(edits.setResolution(framed(), 512).document).toMatchObject({ resolution: 512, input: { crop } })
    expect(edits.setResolution(framed(), 512).document.input).not.toHaveProperty('size')
    const document = smallDocument()
    expect(edits.setResolution(document, 512).document.input).toStrictEqual(document.input)
  })

  test('of a file come with it, a crop only where the photo has it', () => {
    const input = { ...smallDocument().input, crop, size }
    const import_ = (width: number) =>
      importBank(smallDocument({ photo: { ...a, width } }), { name: '', input, layers: [] }).document.input
    expect(import_(12)).toStrictEqual(input)
    expect(import_(11)).toStrictEqual({ ...smallDocument().input, size })
  })
})
