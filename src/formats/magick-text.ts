import { FormatError } from '../core/errors.ts'
import { MAX_NUMBERS, type TextNumbers } from './bracket-text.ts'
import { numberText } from './number-text.ts'

/** Columns and rows, perhaps with the place of the origin; one number is both. */
const SIZE = /^["']?(\d{1,4})(?:x(\d{1,4}))?(?:[-+]\d{1,4}[-+]\d{1,4})?[<>@]?\s*:/

/** Whether a text is a kernel as ImageMagick writes it: `3x3: 1,2,1 2,4,2 1,2,1`. */
export function isMagick(text: string): boolean {
  return SIZE.test(text)
}

/**
 * A kernel of ImageMagick's, or several parted by semicolons. The origin is read over; what a kernel leaves out, `-` or
 * `nan`, has no weight: 0. @throws FormatError
 */
export function readMagick(text: string): TextNumbers {
  const kernels = text
    .replace(/["']\s*$/, '')
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part, i) => readKernel(part.trim(), `kernel ${i + 1}`))
  const [first] = kernels
  if (first === undefined) throw new FormatError('there are no numbers', '')
  const other = kernels.find(({ shape }) => shape.join() !== first.shape.join())
  if (other !== undefined) {
    const [a, b] = [first, other].map(({ shape }) => shape.join(' × '))
    throw new FormatError(`kernels of different sizes: ${a}, then ${b}`, '')
  }
  if (kernels.length === 1) return first
  const values = Float32Array.from(kernels.flatMap((kernel) => Array.from(kernel.values)))
  return { shape: [kernels.length, ...first.shape], values }
}

function readKernel(text: string, place: string): TextNumbers {
  const size = SIZE.exec(text)
  if (size === null) throw new FormatError('expected a size such as 3x3:', place)
  const width = Number(size[1])
  const height = Number(size[2] ?? width)
  const words = text
    .slice(size[0].length)
    .split(/[\s,]+/)
    .filter((word) => word !== '')
  if (words.length !== width * height || words.length > MAX_NUMBERS)
    throw new FormatError(`${words.length} numbers for ${width} × ${height}`, place)
  const values = words.map((word) => (/^(?:-|nan)$/i.test(word) ? 0 : numberText(word, place, false)))
  return { shape: [height, width], values: Float32Array.from(values) }
}
