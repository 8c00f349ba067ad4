import { FormatError } from '../core/errors.ts'
import { MAX_NUMBERS, type TextNumbers } from './bracket-text.ts'
import { numberText } from './number-text.ts'

/**
 * A table of numbers, a row a line. Cells are parted by tabs, bars, semicolons, commas or blanks, whichever comes first in
 * this order; where commas do not part cells they are decimal points. Blank lines part kernels of a stack.
 * @throws FormatError with the row and column of what is wrong
 */
export function readTable(table: string): TextNumbers {
  const text = byLines(table)
  const separator =
    ['\t', '|', ';'].find((each) => text.includes(each)) ?? (commaParts(text) ? ',' : /[ \t]+/)
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
  if (size === null || values.length === 0) throw new FormatError('there are no numbers', '')
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
  const place = `row ${row}, column ${column}`
  if (bare === '') throw new FormatError('a cell is empty', place)
  const plain = Number(bare)
  return Number.isFinite(Math.fround(plain)) && /^[-+.\de]+$/i.test(bare)
    ? plain
    : numberText(bare, place, !commaParted)
}

/** A table whose semicolons end rows, as MATLAB's do, and one with bars around it, as Markdown's has, with lines as rows. */
function byLines(table: string): string {
  if (table.includes('|')) {
    const lines = table.split(/\r?\n/).filter((line) => !(line.includes('-') && /^[\s|:-]+$/.test(line)))
    return lines.map((line) => line.trim().replace(/^\||\|$/g, '')).join('\n')
  }
  if (!table.includes(';') || table.includes('\t')) return table
  const cells = table.split(/[;\n]/)
  const endRows = cells.some((cell) => /[\d.)f][ ]+[-+.\d(]/i.test(cell) || cell.split(',').length > 2)
  return endRows ? table.replaceAll(/;[ \t]*(?:\r?\n)?/g, '\n').trim() : table
}
