import { describe, expect, test } from 'vitest'
import { FormatError } from '../../../src/core/errors.ts'
import { deviceStore, isNotLoaded, offered, Store, tabStore, wordsOf } from '../../../src/state/browser.ts'

/** A storage that a browser may take away at any time. */
class Moody {
  readonly kept = new Map<string, string>()
  refusal: string | null = null

  get storage(): Pick<Storage, 'getItem' | 'setItem'> {
    if (this.refusal === 'SecurityError') throw new DOMException('The operation is insecure.', this.refusal)
    return {
      getItem: (key) => this.kept.get(key) ?? null,
      setItem: (key, value) => {
        if (this.refusal !== null) throw new DOMException('no', this.refusal)
        this.kept.set(key, value)
      },
    }
  }
}

describe('a store of the browser', () => {
  test('keeps what it is given, and says so', () => {
    const moody = new Moody()
    const store = new Store(() => moody.storage)
    expect([store.getItem('a'), store.setItem('a', '1'), store.getItem('a')]).toEqual([null, 'kept', '1'])
    expect(moody.kept.get('a')).toBe('1')
  })

  test.each([
    ['SecurityError', 'blocked'],
    ['QuotaExceededError', 'full'],
  ])(
    'remembers for the page what the browser refuses by %s, also in the middle of a visit',
    (refusal, said) => {
      const moody = new Moody()
      const store = new Store(() => moody.storage)
      store.setItem('a', 'old')
      moody.refusal = refusal
      expect([store.setItem('a', 'new'), store.getItem('a')]).toEqual([said, 'new'])
      moody.refusal = null
      expect(store.getItem('a'), 'the newest').toBe('new')
      expect([store.setItem('a', 'newest'), moody.kept.get('a'), store.getItem('a')]).toEqual([
        'kept',
        'newest',
        'newest',
      ])
    },
  )

  test('works where there is no storage at all', () => {
    const missing: { storage?: Storage } = {}
    // as in a browser whose localStorage is null, and in one that never heard of it
    for (const store of [
      new Store(() => Reflect.get(missing, 'storage') as Storage),
      tabStore,
      deviceStore,
    ]) {
      expect(['kept', 'blocked']).toContain(store.setItem('filterbank-test', '1'))
      expect(store.getItem('filterbank-test')).toBe('1')
    }
  })
})

test('a part of the browser is null where it is missing, null, or throws when it is looked at', () => {
  expect(offered(() => 7)).toBe(7)
  expect(offered(() => undefined)).toBeNull()
  expect(offered(() => null)).toBeNull()
  expect(
    offered(() => {
      throw new DOMException('denied', 'SecurityError')
    }),
  ).toBeNull()
})

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
