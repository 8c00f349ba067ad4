import { describe, expect, it } from 'vitest'
import type { PaddingMode } from '../../../../src/core/layers/layer.ts'
import { paddedIndex } from '../../../../src/core/layers/padding.ts'
import { loadOpCases } from '../../../fixtures/golden-files.ts'
import { toTensor } from '../../../fixtures/golden.ts'

const MODES = new Map<unknown, PaddingMode>([
  ['constant', 'zeros'],
  ['reflect', 'reflect'],
  ['replicate', 'replicate'],
  ['circular', 'circular'],
])

describe('paddedIndex', () => {
  // Cropping on one side and wrapping on the other, PyTorch wraps within what is left. No Conv2d does that: its padding
  // is the same on both sides, or 'same', which is never negative.
  const CROPS_AND_WRAPS = 'pad_circular_(-1, 1, -2, 1)'
  const cases = loadOpCases().filter((item) => item.op === 'pad' && item.name !== CROPS_AND_WRAPS)

  it('has all four modes to answer to', () => {
    expect(cases.length).toBe(19)
    expect(new Set(cases.map((item) => item.args.mode))).toEqual(new Set(MODES.keys()))
  })

  it.each(cases)('$name: fills as torch.nn.functional.pad', ({ args, inputs, output }) => {
    const mode = MODES.get(args.mode)
    if (!mode) throw new Error(`mode ${String(args.mode)}`)
    const [left = 0, , top = 0] = args.pad as number[]
    const fill = Number(args.value ?? NaN)
    const source = toTensor(inputs[0])
    const expected = toTensor(output)
    const [, , height, width] = source.shape
    const [n, c, rows, columns] = expected.shape
    const actual = Array.from({ length: n * c * rows * columns }, (_, i) => {
      const x = paddedIndex(mode, (i % columns) - left, width)
      const y = paddedIndex(mode, (Math.floor(i / columns) % rows) - top, height)
      const plane = Math.floor(i / (columns * rows))
      return x < 0 || y < 0 ? fill : source.data[(plane * height + y) * width + x]
    })
    expect(actual).toEqual([...expected.data])
  })
})
