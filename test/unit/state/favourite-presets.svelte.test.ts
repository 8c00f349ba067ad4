import { expect, test } from 'vitest'
import { Store } from '../../../src/state/browser.ts'
import { FavouritePresets } from '../../../src/state/favourite-presets.svelte.ts'

function storage() {
  const kept = new Map<string, string>()
  const getItem = (key: string) => kept.get(key) ?? null
  return { getItem, setItem: (key: string, value: string) => void kept.set(key, value) }
}

test('stars are given, taken away and kept, in their order', () => {
  const device = storage()
  const favourites = new FavouritePresets(new Store(() => device))
  expect(favourites.keys).toEqual([])
  for (const key of ['gabor', 'own my grain', 'box', 'gabor']) favourites.toggle(key)
  expect(favourites.keys).toEqual(['own my grain', 'box'])
  expect(favourites.problem).toBeNull()
  expect(new FavouritePresets(new Store(() => device)).keys).toEqual(['own my grain', 'box'])
})

test('where nothing is kept they last as long as the page, and that is said', () => {
  const store = new Store(() => {
    throw new Error('denied')
  })
  const favourites = new FavouritePresets(store)
  favourites.toggle('box')
  expect(favourites.problem).toMatch(/does not let stars be saved/)
  expect(new FavouritePresets(store).keys).toEqual(['box'])
})
