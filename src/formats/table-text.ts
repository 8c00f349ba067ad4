import { FormatError } from '../core/errors.ts'
import { MAX_NUMBERS, numberOf, QUOTED, type TextNumbers } from './bracket-text.ts'
import { shown } from './hidden-characters.ts'

const NUMBER =
  /^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|[-+]?(?:nan|inf(?:inity)?))(?:\s*\/\s*(\d+(?:\.\d*)?))?$/i

/**
 * A table of numbers, a row a line. Cells are parted by tabs, semicolons, commas or blanks, whichever comes first in this
 * order; where commas do not part cells they are decimal points. Blank lines part kernels of a stack.
 * @throws FormatError with the row and column of what is wrong
 */
export function readTable(text: string): TextNumbers {
  const separator = text.includes('\t') ? '\t' : text.includes(';') ? ';' : commaParts(text) ? ',' : /[ \t]+/
  const blocks = text.split(/\r?\n[ \t]*(?:\r?\n)+/).map((block) => block.split(/\r?\n|\r/))
  const values: number[] = []
  let size: readonly number[] | null = null
  let line = 0
  for (const rows of blocks) {
    let width: number | null = null
    for (const row of rows) {
      line += 1
      const cells = row.trim().split(separator)
      const filled = cells.at(-1)?.trim() === '' ? cells.slice(0, -1) : cells
      width ??= filled.length
      if (filled.length !== width) {
        throw new FormatError(
          `rows of different lengths: ${width} numbers, then ${filled.length}`,
          `row ${line}`,
        )
      }
      filled.forEach((cell, column) => values.push(readCell(cell, separator === ',', line, column + 1)))
      if (values.length > MAX_NUMBERS) throw new FormatError(`more than ${MAX_NUMBERS} numbers`, '')
    }
    const shape = [rows.length, width ?? 0]
    if (size !== null && size.join() !== shape.join()) {
      throw new FormatError(
        `kernels of different sizes: ${size.join(' × ')}, then ${shape.join(' × ')}`,
        `row ${line}`,
      )
    }
    size = shape
  }
  if (size === null) throw new FormatError('there are no numbers', '')
  return {
    shape: blocks.length === 1 ? size : [blocks.length, ...size],
    values: Float32Array.from(values),
  }
}

/** Whether commas part the cells: not where every comma stands between digits and blanks part the cells already. */
function commaParts(text: string): boolean {
  if (!text.includes(',')) return false
  return /,\s|,\./.test(text) || !/\d[ ]+[-+.\d]/.test(text)
}

function readCell(cell: string, commaParted: boolean, row: number, column: number): number {
  const bare = cell.trim().replace(/^(["'])(.*)\1$/, '$2')
  const match = NUMBER.exec(commaParted ? bare : bare.replace(',', '.'))
  if (match === null) {
    throw new FormatError(
      bare === '' ? 'a cell is empty' : `“${shown(bare, QUOTED)}” is not a number`,
      `row ${row}, column ${column}`,
    )
  }
  const value = numberOf(match[1] ?? '', match[2])
  if (value === null)
    throw new FormatError(
      `“${shown(bare, QUOTED)}” does not fit into float32`,
      `row ${row}, column ${column}`,
    )
  return value
}
