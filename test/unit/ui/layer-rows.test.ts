import { describe, expect, it } from 'vitest'
import { createBank } from '../../../src/core/bank/bank.ts'
import type { Layer, Pipeline } from '../../../src/core/layers/layer.ts'
import { layerRows, shapeBefore, shortSettings, totals } from '../../../src/ui/layer-rows.ts'

const conv: Layer = { type: 'conv2d', bank: createBank(3, 8, [3, 3], { padding: [1, 1] }) }
const tooLarge: Layer = { type: 'conv2d', bank: createBank(8, 8, [15, 15]) }
const pipeline: Pipeline = [conv, { type: 'relu' }, tooLarge, { type: 'relu' }]

describe('the cards of a pipeline', () => {
  it('a layer that does not fit says why; those before it keep their shapes, those behind it have none', () => {
    const rows = layerRows([1, 3, 10, 12], pipeline)
    expect(rows.map((row) => row.output)).toEqual([[1, 8, 10, 12], [1, 8, 10, 12], null, null])
    expect(rows.map((row) => row.error !== null)).toEqual([false, false, true, false])
    expect(rows[2]?.error).toContain("Kernel size can't be greater than actual input size")
    expect(totals(rows)).toEqual({ parameters: 8 * 27 + 8, macs: 10 * 12 * 8 * 27 })
  })

  it('a layer behind one that does not fit has no known input', () => {
    const before = (at: number) => shapeBefore([1, 3, 10, 12], pipeline, at)
    expect([0, 1, 2, 3].map(before)).toEqual([[1, 3, 10, 12], [1, 8, 10, 12], [1, 8, 10, 12], null])
    expect(shapeBefore(null, pipeline, 1)).toBeNull()
  })

  it('settings are short', () => {
    const bank = createBank(8, 16, [3, 5], { groups: 4, stride: [2, 2], dilation: [1, 2] })
    expect(shortSettings({ type: 'conv2d', bank })).toBe('8→16 k3×5 g4 s2 d1×2')
    expect(shortSettings(conv)).toBe('3→8 k3 g1')
    expect(shortSettings({ type: 'relu' })).toBe('')
  })
})
