import { expect, test, vi } from 'vitest'
import { Screen } from '../../../src/state/screen.ts'

test('what is there does what it is asked for, in its newest place, until it is taken away', () => {
  const screen = new Screen()
  const [first, second] = [vi.fn(), vi.fn()]
  const stop = screen.offer('stride', first)
  screen.ask('stride')
  screen.offer('stride', second)
  stop()
  screen.ask('stride')
  expect([first, second].map(({ mock }) => mock.calls.length)).toEqual([1, 1])
})

test('what is not there yet does it once it comes, the last that was asked for alone', async () => {
  const screen = new Screen()
  const done: string[] = []
  screen.ask('padding')
  screen.ask('stride')
  for (const wanted of ['padding', 'stride', 'stride'] as const) screen.offer(wanted, () => done.push(wanted))
  expect(done).toEqual([])
  await Promise.resolve()
  expect(done).toEqual(['stride'])
})

test('what another one was asked for after is not waited for any more', async () => {
  const screen = new Screen()
  const act = vi.fn()
  screen.offer('image', () => undefined)
  screen.ask('stride')
  screen.ask('image')
  screen.offer('stride', act)
  await Promise.resolve()
  expect(act).not.toHaveBeenCalled()
})

test('a part that has to be loaded still leads to what was asked for in it', async () => {
  const screen = new Screen()
  const done: string[] = []
  screen.ask('settings', 'stride')
  // the field is there once its part is
  screen.offer('settings', () => {
    done.push('settings')
    screen.offer('stride', () => done.push('stride'))
  })
  await new Promise((resolve) => setTimeout(resolve))
  expect(done).toEqual(['settings', 'stride'])
})
