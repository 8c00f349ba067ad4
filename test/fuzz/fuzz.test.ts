import { describe, expect, test } from 'vitest'
import { faultText, fuzz } from './fuzz.ts'
import { READERS } from './readers.ts'

/** Of each reader that does not say otherwise; `npm run fuzz` goes on. */
const INPUTS = 10_000

describe('whatever it is fed with, a reader gives a value that can be written and read again, or refuses in plain words', () => {
  test.each(READERS)('$name', async (reader) => {
    const { inputs = INPUTS } = reader
    const tally = await fuzz(reader, 20240607, (tried) => tried < inputs)
    expect(tally.accepted).toBeGreaterThan(inputs / 100)
    expect(tally.faults.map(faultText)).toEqual([])
  })
})
