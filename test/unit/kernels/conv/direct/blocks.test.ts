import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convBlock } from '../../../../../src/kernels/conv/direct/blocks.ts'
import type { KernelSet } from '../../../../../src/kernels/wasm/sets.ts'

/** Vector registers of x64 that compiled code may use. */
const REGISTERS = 15

const axisOf = (out: number) => ({ size: out, before: 0, after: 0, kernel: 1, stride: 1, dilation: 1, out })

describe.each(['plain', 'simd', 'relaxed'] satisfies KernelSet[])('register blocks of %s', (set) => {
  const shape = {
    channels: fc.integer({ min: 1, max: 64 }),
    filters: fc.integer({ min: 1, max: 64 }),
    rows: fc.integer({ min: 1, max: 64 }),
    columns: fc.integer({ min: 1, max: 64 }),
  }

  it('fit the registers, the filters of a group and the rows of a map', () => {
    fc.assert(
      fc.property(fc.record(shape), ({ channels, filters, rows, columns }) => {
        const block = convBlock(set, {
          inPerGroup: channels,
          outPerGroup: filters,
          h: axisOf(rows),
          w: axisOf(columns),
        })
        const cells = block.rows * block.vectors
        const product = set === 'relaxed' ? 0 : 1
        const registers = block.filters * cells + Math.min(block.filters, cells) + 1 + product
        expect(registers).toBeLessThanOrEqual(REGISTERS)
        expect(block.filters).toBeLessThanOrEqual(filters)
        expect(block.rows).toBeLessThanOrEqual(rows)
        expect(Math.min(block.filters, block.rows, block.vectors)).toBeGreaterThanOrEqual(1)
      }),
      { seed: 71 },
    )
  })
})
