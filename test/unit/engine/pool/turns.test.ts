import { expect, test } from 'vitest'
import { Turns } from '../../../../src/engine/pool/turns.ts'

test('work begins within the call when there is none before it, else in order, whatever fails', async () => {
  const turns = new Turns()
  const log: string[] = []
  const work =
    (name: string, fails = false) =>
    async () => {
      log.push(`${name} begins`)
      await Promise.resolve()
      log.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const first = turns.take(work('a', true))
  expect(log).toEqual(['a begins'])
  const second = turns.take(work('b'))
  await expect(first).rejects.toThrow('a')
  expect(await second).toBe('b')
  // Also for whoever goes on as soon as the one before has ended.
  const third = turns.take(work('c'))
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins'])
  expect(await third).toBe('c')
})
