import { expect, test } from 'vitest'
import { threadCounts } from '../../../../src/state/measuring/speed-up.svelte.ts'
test('numbers of workers to measure', () => {
  expect(threadCounts(2)).toEqual([1, 2])
  expect(threadCounts(13)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13])
})
