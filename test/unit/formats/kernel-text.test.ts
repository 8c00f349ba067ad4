import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../../src/core/errors.ts'
import { parseKernelText, writeKernelText } from '../../../src/formats/kernel-text.ts'
import { TEXT_FORMATS } from '../../../src/formats/text-formats.ts'

const SEED = { seed: 77, numRuns: 300 }

const read = (text: string) => {
  const { shape, values } = parseKernelText(text)
  return [shape, [...values]]
}

describe('text of weights', () => {
  it.each([
    ['a spreadsheet', '1\t2\r\n3\t4\r\n', [2, 2], [1, 2, 3, 4]],
    ['a spreadsheet with decimal commas', '0,5\t1\n2\t3', [2, 2], [0.5, 1, 2, 3]],
    ['CSV', '1,2.5\n-3,4e2', [2, 2], [1, 2.5, -3, 400]],
    ['CSV with quotes and blanks', '"1", "2"\n3 , 4', [2, 2], [1, 2, 3, 4]],
    ['CSV with semicolons', '0,5;1\n2;3', [2, 2], [0.5, 1, 2, 3]],
    ['numbers parted by blanks', '1 2 1\n 2 4 2\n1 2 1', [3, 3], [1, 2, 1, 2, 4, 2, 1, 2, 1]],
    ['decimal commas parted by blanks', '0,5 1\n2 3', [2, 2], [0.5, 1, 2, 3]],
    ['fractions', '1/16 2/16', [1, 2], [0.0625, 0.125]],
    ['a true minus', '\u22121 \u22122', [1, 2], [-1, -2]],
    ['a stack of tables', '1\t2\n\n3\t4', [2, 1, 2], [1, 2, 3, 4]],
    ['one number', '5', [1, 1], [5]],
    ['JSON', '[[1, 2], [3, 4]]', [2, 2], [1, 2, 3, 4]],
    ['JSON with words for what is not finite', '["NaN", "-Infinity"]', [2], [NaN, -Infinity]],
    ['Python tuples', '((1, 2),\n (3, .5),)', [2, 2], [1, 2, 3, 0.5]],
    ['Python fractions', '[1/9, -2/9]', [2], [Math.fround(1 / 9), Math.fround(-2 / 9)]],
    ['Python words', "[float('nan'), float('-inf')]", [2], [NaN, -Infinity]],
    ['NumPy code', 'k = np.array([[1., 2.],\n [3., 4.]], dtype=np.float32)', [2, 2], [1, 2, 3, 4]],
    ['NumPy repr', 'array([[-1.,  0.],\n       [ 0.,  1.]])', [2, 2], [-1, 0, 0, 1]],
    ['NumPy print', '[[1. 2.]\n [3. 4.]]', [2, 2], [1, 2, 3, 4]],
    ['NumPy words', '[[np.nan, -np.inf]]', [1, 2], [NaN, -Infinity]],
    [
      'a PyTorch tensor',
      "tensor([[[[ 1.0000e-01, -2.]],\n\n         [[nan, -inf]]]], device='cuda:0', grad_fn=<AddBackward0>)",
      [1, 2, 1, 2],
      [Math.fround(0.1), -2, NaN, -Infinity],
    ],
    ['a PyTorch parameter', 'Parameter containing:\ntensor([[1.]], requires_grad=True)', [1, 1], [1]],
  ])('%s', (_, text, shape, values) => {
    expect(read(text)).toEqual([shape, values])
  })

  it.each([
    ['nothing', '  \n ', 'no numbers'],
    ['words', 'hello', 'row 1, column 1: “hello” is not a number'],
    ['a number too large for float32', '1\t1e39', 'row 1, column 2: “1e39” does not fit into float32'],
    ['one too large in brackets', '[[1, -1e39]]', '“-1e39” does not fit into float32'],
    ['one too large for float64', '[1e999]', '“1e999” does not fit into float32'],
    ['a division by zero', '1/0', 'row 1, column 1: “1/0” does not fit into float32'],
    ['nothing over nothing', '[0/0]', '“0/0” does not fit into float32'],
    ['an empty cell', '1\t\t3', 'row 1, column 2: a cell is empty'],
    ['ragged rows', '1\t2\n3', 'row 2: rows of different lengths: 2 numbers, then 1'],
    ['ragged lists', '[[1, 2],\n [3]]', 'line 2: rows of different lengths: 2, then 1'],
    ['numbers beside lists', '[1, [2]]', 'rows of different lengths'],
    ['an open bracket', '[[1, 2]', 'a bracket is not closed'],
    ['the wrong bracket', '[1, 2)', '[ is closed by )'],
    ['an empty list', '[]', 'a list is empty'],
    ['five sizes', '[[[[[1]]]]]', 'more than 4 deep'],
    ['a cut tensor', 'tensor([1, 2, ..., 3])', 'print all of them'],
    ['more behind the numbers', '[1] + [2]', 'unexpected “+ [2]”'],
    ['code', '__import__("os")', '“__import__("os")” is not a number'],
    ['a call of anything else', '[system(1)]', '“system(1)]” is not a number'],
    ['text that turns round', '1\t\u202e2', 'row 1, column 2: “\\u202e2” is not a number'],
    ['control characters', '[1, \u0000x]', '“\\u0000x]” is not a number'],
    [
      'a number of a million digits',
      `[${'9'.repeat(1e6)}]`,
      `“${'9'.repeat(24)}…” does not fit into float32`,
    ],
    ['a comment that hides the rest', '[1, # one]', 'a bracket is not closed'],
  ])('refuses %s and says why', (_, text, message) => {
    expect(() => parseKernelText(text)).toThrow(FormatError)
    expect(() => parseKernelText(text)).toThrow(message)
  })

  const kernels = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
    const length = shape.reduce((a, b) => a * b, 1)
    return fc
      .array(fc.float(), { minLength: length, maxLength: length })
      .map((values) => ({ shape, values: Float32Array.from(values) }))
  })

  it.each(TEXT_FORMATS)('%s reads back as the same float32 numbers', (format) => {
    fc.assert(
      fc.property(kernels, (kernel) => {
        const again = parseKernelText(writeKernelText(kernel, format))
        expect(again.values).toEqual(kernel.values)
        if (format !== 'tsv' && format !== 'csv') expect(again.shape).toEqual(kernel.shape)
        else expect(again.shape.slice(-1)).toEqual(kernel.shape.slice(-1))
      }),
      SEED,
    )
  })

  it('any text is read or refused by name, quickly', () => {
    const noise = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(...Array.from('[](){},;\t\n .-+eE19"\'/'), 'nan', 'inf', 'np.array(', 'float('),
          {
            maxLength: 60,
          },
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(noise, (text) => {
        try {
          const { shape, values } = parseKernelText(text)
          expect(values.length).toBe(shape.reduce((a, b) => a * b, 1))
          expect(values.length).toBeGreaterThan(0)
        } catch (error) {
          if (!(error instanceof FormatError)) throw error
        }
      }),
      { ...SEED, numRuns: 3000 },
    )
  })

  it('deep nesting, many digits and a long row are no trouble', () => {
    expect(() => parseKernelText('['.repeat(1e5))).toThrow(FormatError)
    expect(() => parseKernelText(`${'1'.repeat(1e5)}x`)).toThrow(FormatError)
    expect(() => parseKernelText(`[${'0,'.repeat(1e5)}`)).toThrow(FormatError)
    expect(() => parseKernelText(`[1]${', a=b'.repeat(1e4)}, !`)).toThrow(FormatError)
    expect(() => parseKernelText(`[1]${' '.repeat(1e5)}!`)).toThrow(FormatError)
  })
})
