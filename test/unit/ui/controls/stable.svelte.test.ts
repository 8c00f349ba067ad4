import { flushSync } from 'svelte'
import { afterEach, describe, expect, it } from 'vitest'
import { stable, stableItems } from '../../../../src/ui/controls/stable.svelte.ts'

let end: () => void = () => undefined
afterEach(() => end())

/** What is read in an effect, each time that the effect runs. */
function watched<T>(make: () => () => T): readonly T[] {
  const seen: T[] = []
  end = $effect.root(() => {
    const read = make()
    $effect(() => void seen.push(read()))
  })
  flushSync()
  return seen
}

describe('a value that is stable', () => {
  it('stays the same object while what is read is alike, and wakes nobody', () => {
    let size = $state.raw({ width: 4, height: 3 })
    const seen = watched(() => stable(() => ({ box: size })))
    size = { width: 4, height: 3 }
    flushSync()
    expect(seen).toHaveLength(1)
    size = { width: 5, height: 3 }
    flushSync()
    expect(seen).toEqual([{ box: { width: 4, height: 3 } }, { box: { width: 5, height: 3 } }])
  })

  it('may be null, and what alike means may be given', () => {
    let run = $state.raw<{ readonly id: number; readonly note: string } | null>(null)
    const seen = watched(() =>
      stable(
        () => run,
        (a, b) => a?.id === b?.id,
      ),
    )
    run = { id: 1, note: 'first' }
    flushSync()
    run = { id: 1, note: 'again' }
    flushSync()
    run = null
    flushSync()
    expect(seen).toEqual([null, { id: 1, note: 'first' }, null])
  })
})

describe('a list that is stable', () => {
  it('keeps each item that is alike, whatever becomes of the others', () => {
    let data = $state.raw(Float32Array.of(1, 2, 3, 4))
    const seen = watched(() => stableItems(() => [data.subarray(0, 2), data.subarray(2)]))
    data = Float32Array.of(1, 2, 3, 4)
    flushSync()
    expect(seen).toHaveLength(1)
    data = Float32Array.of(1, 2, 3, 5)
    flushSync()
    expect(seen).toHaveLength(2)
    expect(seen[1]?.[0]).toBe(seen[0]?.[0])
    expect(seen[1]?.[1]).toEqual(Float32Array.of(3, 5))
  })

  it('shrinks and grows', () => {
    let numbers = $state.raw([1, 2, 3])
    const seen = watched(() => stableItems(() => numbers.map((at) => ({ at }))))
    numbers = [1]
    flushSync()
    numbers = [1, 2]
    flushSync()
    expect(seen.map((items) => items.map(({ at }) => at))).toEqual([[1, 2, 3], [1], [1, 2]])
  })
})
