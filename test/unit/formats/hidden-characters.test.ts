import { describe, expect, it } from 'vitest'
import { shown } from '../../../src/formats/hidden-characters.ts'

describe('a piece of a file in a message', () => {
  it.each([
    ['a name', 80, 'a name'],
    ['a name', 4, 'a na…'],
    ['one\ntwo', 80, 'one'],
    ['a\u0000b', 80, 'a\\u0000b'],
    ['\u0000\u0001\u0002', 12, '\\u0000…'],
    ['\u0000\u0001\u0002', 15, '\\u0000\\u0001…'],
    ['ab\u202ec', 5, 'ab…'],
  ])('%j in %i characters', (text, most, words) => {
    expect(shown(text, most)).toBe(words)
  })

  it('is never longer than it may be, whatever is hidden in it', () => {
    expect(shown('\u0000'.repeat(1000), 80)).toHaveLength(79)
  })
})
