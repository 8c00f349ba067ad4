/** Ways to write weights as text. */
export const TEXT_FORMATS = ['tsv', 'csv', 'json', 'python', 'numpy', 'pytorch'] as const
export type TextFormat = (typeof TEXT_FORMATS)[number]

/** What a person calls them. */
export const TEXT_FORMAT_NAMES: Readonly<Record<TextFormat, string>> = {
  tsv: 'TSV (spreadsheet)',
  csv: 'CSV',
  json: 'JSON',
  python: 'Python',
  numpy: 'NumPy',
  pytorch: 'PyTorch',
}
