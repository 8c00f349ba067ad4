import { expect, test, vi } from 'vitest'
import { Turns } from '../../../../src/ui/presets/turns.ts'

test('runs what it is given in turn, each in a task of its own; what was taken out is not run', () => {
  vi.useFakeTimers()
  try {
    const turns = new Turns()
    const done: string[] = []
    const add = (name: string) => turns.add(() => done.push(name))
    add('first')
    const end = add('taken out')
    add('third')
    end()
    expect(done).toEqual([])
    vi.advanceTimersToNextTimer()
    expect(done).toEqual(['first'])
    add('last')
    vi.advanceTimersToNextTimer()
    expect(done).toEqual(['first', 'third'])
    vi.runAllTimers()
    expect(done).toEqual(['first', 'third', 'last'])
    expect(vi.getTimerCount()).toBe(0)
    add('later')
    turns.add(() => done.push('sooner'), true)
    vi.runAllTimers()
    expect(done.slice(-2)).toEqual(['sooner', 'later'])
    add('anew')
    vi.runAllTimers()
    expect(done.at(-1)).toBe('anew')
  } finally {
    vi.useRealTimers()
  }
})

test('one that fails does not hold up those behind it', () => {
  vi.useFakeTimers()
  try {
    const turns = new Turns()
    const done: string[] = []
    turns.add(() => {
      throw new Error('no')
    })
    turns.add(() => done.push('second'))
    expect(() => vi.runAllTimers()).toThrow('no')
    vi.runAllTimers()
    expect(done).toEqual(['second'])
  } finally {
    vi.useRealTimers()
  }
})
