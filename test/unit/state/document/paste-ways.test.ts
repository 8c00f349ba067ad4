import { describe, expect, test } from 'vitest'
import { kernelOf } from '../../../../src/core/bank/bank.ts'
import { pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import { bankAt } from '../../../../src/state/document/edits.ts'
import { pasteWays, type PasteWay } from '../../../../src/state/document/paste-ways.ts'
import { conv, smallDocument } from '../documents.ts'

const PLACE = { filter: 1, channel: 0, cell: [0, 1], linked: false } as const
const counted = (...shape: readonly number[]) => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1),
})
const document = smallDocument({ layers: [conv(2, 4), conv(4, 3)] })
const ways = (...shape: readonly number[]) => pasteWays(document, 0, PLACE, counted(...shape))
const kernel = (way: PasteWay | undefined, filter = 1, channel = 0) =>
  way === undefined ? null : [...kernelOf(bankAt(way.edit.document, 0), filter, channel)]
const named = (all: readonly PasteWay[]) => all.map(({ name }) => name)

describe('a matrix of another size', () => {
  test('a larger one: the kernels grow about it, with padding that keeps maps in size; or its middle, and what is lost', () => {
    const [resize, fit, ...more] = ways(5, 5)
    expect(more).toEqual([])
    expect([resize?.name, resize?.detail]).toEqual([
      'Resize kernels to 5 × 5',
      'All 8 kernels of the layer become 5 × 5. No weight is lost.',
    ])
    expect(kernel(resize)).toEqual([...counted(5, 5).values])
    expect(kernel(resize, 0, 0)).toEqual(Array.from({ length: 25 }, (_, i) => (i === 12 ? 1 : 0)))
    const size = [1, 2, 20, 30] as const
    expect(pipelineShapes(size, resize?.edit.document.layers ?? [])).toEqual(
      pipelineShapes(size, document.layers),
    )
    expect([fit?.name, fit?.detail]).toEqual(['Fit in the middle', '16 non-zero weights cut off.'])
    expect(kernel(fit)).toEqual([7, 8, 9, 12, 13, 14, 17, 18, 19])
  })

  test('a smaller one: the kernels shrink, or zeros around it, or cells from the selected one on', () => {
    const [resize, fit, cells] = ways(2, 2)
    expect(resize?.name).toBe('Resize kernels to 2 × 2')
    expect(kernel(resize)).toEqual([1, 2, 3, 4])
    expect(kernel(fit)).toEqual([0, 0, 0, 0, 1, 2, 0, 3, 4])
    expect([cells?.name, cells?.detail]).toEqual([
      'Fill 2 × 2 cells',
      'From row 0, column 1 on; the other weights stay.',
    ])
    expect(kernel(cells)?.slice(0, 3)).toEqual([0, 1, 2])
  })

  test('what shrinking drops of the layer is told', () => {
    const large = smallDocument({
      layers: [pasteWays(document, 0, PLACE, counted(5, 5))[0]?.edit.document.layers[0] ?? conv(2, 4)],
    })
    expect(pasteWays(large, 0, PLACE, counted(3, 3))[0]?.detail).toMatch(/16 non-zero weights dropped/)
  })

  test('a row that is too long, and a square written in a row', () => {
    expect(named(ways(1, 7))).toEqual(['Resize kernels to 1 × 7', 'Fit in the middle'])
    expect(kernel(ways(1, 7)[1])).toEqual([0, 0, 0, 3, 4, 5, 0, 0, 0])
    expect(named(ways(25))).toEqual(['Resize kernels to 5 × 5', 'Fit in the middle'])
  })

  test('a filter, and a bank, of kernels of another size', () => {
    const [resize, fit] = ways(2, 5, 5)
    expect(kernel(resize, 1, 1)).toEqual([...counted(2, 5, 5).values.subarray(25)])
    expect(kernel(fit, 1, 1)?.[0]).toBe(32)
    expect(kernel(ways(4, 2, 5, 5)[0], 3, 1)?.at(-1)).toBe(200)
  })

  test('too large for any kernel, only its middle', () => {
    expect(named(ways(33, 33))).toEqual(['Fit in the middle'])
  })

  test('nothing is asked where numbers fit, are cells, or are of no use', () => {
    for (const shape of [[3, 3], [9], [1, 3], [2], [2, 3, 3], [4, 2, 3, 3], [3, 5, 5], [1, 1], [1025]])
      expect(ways(...shape), shape.join()).toEqual([])
  })
})
