import { expect, test } from 'vitest'
import { FormatError } from '../../../src/core/errors.ts'
import { isNotLoaded, wordsOf } from '../../../src/state/browser.ts'

test.each([
  new TypeError('Failed to fetch dynamically imported module: https://example.org/assets/a.js'),
  new TypeError('error loading dynamically imported module: https://example.org/assets/a.js'),
  new TypeError('Importing a module script failed.'),
  new Error('Unable to preload CSS for /assets/a.css'),
])('a part that does not load is told of in plain words: %s', (error) => {
  expect(isNotLoaded(error)).toBe(true)
  expect(wordsOf(error)).toMatch(/^A part of Filterbank could not be loaded/)
})

test.each([
  new FormatError('no module script', 'layers'),
  new TypeError('a is undefined'),
  new RangeError('WebAssembly.Module'),
])('other errors speak for themselves: %s', (error) => {
  expect(wordsOf(error)).toBe(error.message)
})
