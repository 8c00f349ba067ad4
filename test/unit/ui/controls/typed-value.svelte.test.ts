import { describe, expect, it, vi } from 'vitest'
import { TypedValue } from '../../../../src/ui/controls/typed-value.svelte.ts'

/** A whole number from 0 to 9 that is typed and stepped, and what became of it. */
function digit(first: number, ready?: () => Promise<void>) {
  let value = $state(first)
  let pattern = $state.raw(/^\d$/)
  const changes = vi.fn<(to: number, gesture?: string) => void>()
  const entry = new TypedValue<number>('digit', {
    value: () => value,
    parse: (text) => (pattern.test(text) ? Number(text) : null),
    ...(ready && { ready }),
    next: (from, direction) => Math.min(9, Math.max(0, from + direction)),
    change: (to, gesture) => {
      changes(to, gesture)
      value = to
    },
  })
  return {
    entry,
    changes,
    set: (to: number) => (value = to),
    get: () => value,
    read: (to: RegExp) => (pattern = to),
  }
}

describe('a value that is typed', () => {
  it('is taken over when it is committed, once', () => {
    const { entry, changes } = digit(3)
    entry.type('7')
    expect(entry.text).toBe('7')
    expect(changes).not.toHaveBeenCalled()
    entry.commit()
    entry.commit()
    expect(changes.mock.calls).toEqual([[7, undefined]])
    expect(entry.text).toBeNull()
  })

  it('stays as text where it means nothing, until it is dropped', () => {
    const { entry, changes } = digit(3)
    entry.type('seven')
    entry.commit()
    expect(entry.isUnread).toBe(true)
    expect(entry.text).toBe('seven')
    expect(entry.takeBack()).toBe(true)
    expect(entry.text).toBeNull()
    expect(changes).not.toHaveBeenCalled()
  })

  it('is taken over when its reader comes, where it was committed before', async () => {
    const ready = Promise.resolve()
    const { entry, changes, read } = digit(3, () => ready)
    entry.type('0x7')
    entry.commit()
    expect([entry.isUnread, changes.mock.calls]).toEqual([true, []])
    read(/^0x\d$/)
    await ready
    expect(changes.mock.calls).toEqual([[7, undefined]])
  })

  it('goes when the value under it changes', () => {
    const { entry, set } = digit(3)
    entry.type('seven')
    set(4)
    expect(entry.text).toBeNull()
    expect(entry.isUnread).toBe(false)
  })
})

describe('a value that is stepped', () => {
  it('goes from what is typed, and all steps in a row are one gesture that is taken back', () => {
    const { entry, changes, get } = digit(3)
    entry.type('7')
    entry.step(1)
    entry.step(1)
    entry.step(1)
    expect(changes.mock.calls).toEqual([
      [8, 'digit 1'],
      [9, 'digit 1'],
    ])
    expect(entry.takeBack()).toBe(true)
    expect(changes).toHaveBeenLastCalledWith(3, 'digit 1')
    expect(get()).toBe(3)
    expect(entry.takeBack()).toBe(false)
  })

  it('begins another gesture once the field was left', () => {
    const { entry, changes } = digit(3)
    entry.step(1)
    entry.end()
    entry.step(-1)
    expect(changes.mock.calls).toEqual([
      [4, 'digit 1'],
      [3, 'digit 2'],
    ])
  })
})
