import { expect, test } from 'vitest'
import { readBank, writeBank } from '../../../../src/formats/bank-json.ts'
import {
  EXACT_SIZES,
  exactSizeWords,
  namedSize,
  ofEachPhoto,
} from '../../../../src/ui/choices/exact-sizes.ts'
import { DEFAULT_INPUT } from '../../../../src/state/document/document.ts'

test.each(EXACT_SIZES)('$label can be saved, and is known again', (named) => {
  const { size } = named
  const bank = { name: '', input: { ...DEFAULT_INPUT, size }, layers: [] }
  expect(readBank(writeBank(bank)).input.size).toEqual(size)
  expect(namedSize({ ...size })).toBe(named)
  expect(namedSize({ width: size.width, height: size.height })).toBeUndefined()
})

test('what becomes of a photo is said in words', () => {
  expect(exactSizeWords({ width: 224, height: 224, shorter: 256 })).toBe(
    'The shorter side is brought to 256, then the middle 224 × 224 of that is taken.',
  )
  expect(exactSizeWords({ width: 64, height: 64, shorter: 64 })).toContain('the middle square')
  expect(exactSizeWords({ width: 64, height: 32 })).toContain('64 × 32')
  expect(ofEachPhoto({})).toBe('Each goes through the layers at its own size.')
  const crop = { x: 0, y: 0, width: 5, height: 5 }
  expect(ofEachPhoto({ crop, size: { width: 64, height: 32 } })).toMatch(
    /at 64 × 32\..* no photo here is cropped\.$/,
  )
})
