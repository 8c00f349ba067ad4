import { expect, test } from 'vitest'
import { toCsv } from '../../../../src/ui/plots/export-plot.ts'

test('CSV quotes what holds commas or quotes, and writes line ends out', () => {
  const csv = toCsv({
    columns: ['a,b', 'c'],
    rows: [
      ['say "g 4"', 0.5],
      ['x\ny', -1],
    ],
  })
  expect(csv).toBe('"a,b",c\r\n"say ""g 4""",0.5\r\nx\\u000ay,-1\r\n')
})
