import { FormatError } from '../core/errors.ts'
import { readNumbers, type TextNumbers } from './bracket-text.ts'
import { isLatex, latexLists } from './latex-text.ts'
import { isMagick, readMagick } from './magick-text.ts'
import { readTable } from './table-text.ts'
import type { TextFormat } from './text-formats.ts'

export type { TextNumbers }

/** UTF-16 units of a text of weights. */
const MAX_KERNEL_TEXT = 8 * 2 ** 20

/**
 * Weights from text: a table (TSV, CSV, Markdown, or numbers parted by blanks), nested lists (JSON, Python, C), what NumPy and
 * PyTorch print or take (`array([[1., 2.]])`, `tensor(..., dtype=...)`, `[[1. 2.]\n [3. 4.]]`), rows of MATLAB, a `Mat_` of
 * OpenCV's, a matrix of LaTeX's, a kernel of ImageMagick's or GIMP's. A number is anything that number-text reads, and a list
 * may be multiplied or divided by one. Nothing is evaluated. The shape has 1 to 4 sizes; values are rounded to float32.
 * @throws FormatError that says where the text stops making sense
 */
export function parseKernelText(text: string): TextNumbers {
  if (text.length > MAX_KERNEL_TEXT) {
    throw new FormatError(`${text.length} characters: at most ${MAX_KERNEL_TEXT} are read`, '')
  }
  const plain = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/[\u2212\u2013]/g, '-')
    .trim()
  if (plain === '') throw new FormatError('there are no numbers in an empty text', '')
  if (isLatex(plain)) return readNumbers(latexLists(plain).trim())
  if (isMagick(plain)) return readMagick(plain)
  return LISTS.test(plain) ? readNumbers(plain) : readTable(plain)
}

/** What a table does not hold: round brackets stand in it around numbers alone. */
const LISTS = /[[{]|^#?\(|<<|\b(?:ones|zeros)\s*\(/

/**
 * Weights as text, each number the shortest that reads back as the same float32. Tables have two sizes: those of a stack of
 * kernels stand one under the other, a blank line between them.
 */
export function writeKernelText({ shape, values }: TextNumbers, format: TextFormat): string {
  const word = (value: number) => numberText(value, format)
  switch (format) {
    case 'tsv':
    case 'csv': {
      const [height, width] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1]
      const rows = Array.from({ length: values.length / width }, (_, row) =>
        Array.from(values.subarray(row * width, (row + 1) * width), word).join(format === 'tsv' ? '\t' : ','),
      )
      return rows.map((row, i) => (i > 0 && i % height === 0 ? `\n${row}` : row)).join('\n')
    }
    case 'json':
    case 'python':
      return nested(shape, values, word)
    case 'numpy':
      return `np.array(${nested(shape, values, word)}, dtype=np.float32)`
    case 'pytorch':
      return `torch.tensor(${nested(shape, values, word)}, dtype=torch.float32)`
  }
}

/** JSON has no word for what is not finite: as in the app's own files it stands as a string. */
function numberText(value: number, format: TextFormat): string {
  if (Number.isFinite(value)) return shortest(value)
  const name = Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  if (format === 'json')
    return JSON.stringify(Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity')
  if (format === 'python') return `float('${name}')`
  return format === 'numpy' || format === 'pytorch'
    ? name.replace(/nan|inf/, (each) => `${format === 'numpy' ? 'np' : 'torch'}.${each}`)
    : name
}

function shortest(value: number): string {
  if (Object.is(value, -0)) return '-0'
  const target = Math.fround(value)
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === target) return String(short)
  }
  return String(value)
}

function nested(shape: readonly number[], values: Float32Array, word: (value: number) => string): string {
  const [count = 1, ...rest] = shape
  if (rest.length === 0) return `[${Array.from(values, word).join(', ')}]`
  const each = values.length / count
  const parts = Array.from({ length: count }, (_, i) =>
    nested(rest, values.subarray(i * each, (i + 1) * each), word),
  )
  return `[${parts.join(', ')}]`
}
