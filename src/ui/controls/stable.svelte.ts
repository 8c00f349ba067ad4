import { sameValues } from '../../core/layers/same-values.ts'

/**
 * What `read` gives, as the same object for as long as it stays alike: what is made of it is not made anew. Only here does a
 * derived value remember: whichever of two values that are alike it gives, nobody can tell them apart.
 * @param isSame whether two values are alike; all the way down unless given
 */
export function stable<T>(read: () => T, isSame: (a: T, b: T) => boolean = sameValues): () => T {
  let kept: { readonly value: T } | null = null
  const value = $derived.by(() => {
    const next = read()
    if (kept === null || !isSame(kept.value, next)) kept = { value: next }
    return kept.value
  })
  return () => value
}

/** As `stable`, of a list: an item that stays alike stays the same object, whatever becomes of the others. */
export function stableItems<T>(read: () => readonly T[]): () => readonly T[] {
  let kept: readonly T[] = []
  const items = $derived.by(() => {
    const next = read().map((item, i) => {
      const before = kept[i]
      return before !== undefined && sameValues(before, item) ? before : item
    })
    const isKept = next.length === kept.length && next.every((item, i) => item === kept[i])
    if (!isKept) kept = next
    return kept
  })
  return () => items
}
