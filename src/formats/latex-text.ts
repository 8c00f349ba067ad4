/** Each of LaTeX's words, and what stands for it in lists of numbers; lengths are bounded, so that no text makes them slow. */
const WORDS: readonly (readonly [pattern: RegExp, plain: string])[] = [
  [/\\\\(?:\s{0,9}\[[^\][]{0,20}\])?|\\(?:cr|tabularnewline)(?![a-z])/g, ';'],
  [/\\(?:left|right)\s{0,9}\\?[[\](){}|.]/g, ' '],
  [/\\begin\s{0,9}\{[a-z]{1,20}\*?\}(?:\s{0,9}(?:\{[lcr| ]{0,40}\}|\[[^\][]{0,20}\]))?/gi, '['],
  [/\\end\s{0,9}\{[a-z]{1,20}\*?\}/gi, ']'],
  [/\{,\}/g, '.'],
  [/\\(?:hline|quad|qquad|displaystyle|textstyle|scriptstyle)(?![a-z])|\\[,;:!> []|\\\]|[$~]/g, ' '],
  [/&/g, ','],
]

/** Whether a text has a matrix as LaTeX writes it. */
export function isLatex(text: string): boolean {
  return /\\begin\s*\{/.test(text)
}

/** A matrix of LaTeX as lists in brackets: its environments are brackets, `&` parts numbers, `\\` ends a row. Lines stay. */
export function latexLists(text: string): string {
  return WORDS.reduce((plain, [pattern, word]) => plain.replaceAll(pattern, word), text)
}
