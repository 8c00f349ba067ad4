import { expect, test } from 'vitest'

test('pages are cross-origin isolated, as the shared mode needs', () => {
  expect(crossOriginIsolated).toBe(true)
})
