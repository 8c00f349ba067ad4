import { escapeHidden } from './hidden-characters.ts'

/** What a spreadsheet takes for the beginning of a formula, in letters of full width too, behind blanks too. */
const FORMULA = /^\s*[=+\-@|%\uff0b\uff0d\uff1d\uff20\u2212]/

/**
 * Comma-separated values (RFC 4180), a row a line. Numbers stand as they are; a text that a spreadsheet would compute begins
 * with an apostrophe, which spreadsheets take for "this is text".
 */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const plain = escapeHidden(value)
  const text = FORMULA.test(plain) ? `'${plain}` : plain
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
