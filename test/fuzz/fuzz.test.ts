import { describe, expect, test } from 'vitest'
import { faultText, fuzz } from './fuzz.ts'
import { READERS } from './readers.ts'

/** Of each reader; `npm run fuzz` goes on. */
const INPUTS = 10_000

describe('whatever it is fed with, a reader gives a value that can be written and read again, or refuses in plain words', () => {
  test.each(READERS)('$name', async (reader) => {
    const tally = await fuzz(reader, 20240607, (tried) => tried < INPUTS)
    expect(tally.accepted).toBeGreaterThan(INPUTS / 100)
    expect(tally.faults.map(faultText)).toEqual([])
  })
})
