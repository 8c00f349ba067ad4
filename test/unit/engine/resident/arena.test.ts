import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Arena, paddedSize, type Block } from '../../../../src/engine/resident/arena.ts'

test('blocks never overlap, and freeing everything gives back all of the memory', () => {
  const action = fc.record({ bytes: fc.integer({ min: 0, max: 9000 }), high: fc.boolean(), free: fc.nat(20) })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const arena = new Arena(64, 200_000)
      const whole = arena.available
      const held: Block[] = []
      for (const { bytes, high, free } of actions) {
        const freed = held.splice(free, 1)[0]
        if (freed !== undefined) arena.free(freed)
        const block = arena.take(bytes, high ? 'high' : 'low')
        if (block !== null) held.push(block)
      }
      const sorted = held.toSorted((a, b) => a.start - b.start)
      for (const [i, block] of sorted.entries()) {
        expect(block.start % 64).toBe(0)
        expect(block.start).toBeGreaterThanOrEqual(64)
        expect(block.start + block.bytes).toBeLessThanOrEqual(sorted[i + 1]?.start ?? 200_000)
      }
      expect(arena.available).toBe(whole - held.reduce((sum, block) => sum + block.bytes, 0))
      for (const block of held) arena.free(block)
      expect(arena.take(whole - 64)).not.toBeNull()
    }),
  )
})

test('a full arena answers null and stays as it was', () => {
  const arena = new Arena(0, 4096)
  expect(arena.take(5000)).toBeNull()
  expect(arena.available).toBe(4096)
})

test('no block is a multiple of 4096 bytes, where neighbours would fall into the same cache sets', () => {
  for (const bytes of [1, 64, 4095, 4096, 8192, 1024 * 1024]) {
    expect(paddedSize(bytes)).toBeGreaterThanOrEqual(bytes)
    expect(paddedSize(bytes) % 4096).not.toBe(0)
  }
})
