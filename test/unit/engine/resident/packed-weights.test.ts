import { expect, test, vi } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { Arena } from '../../../../src/engine/resident/arena.ts'
import { PackedWeights } from '../../../../src/engine/resident/packed-weights.ts'

const memory = new WebAssembly.Memory({ initial: 4 })
const banks = [1, 2, 3].map(() => createBank(3, 4, [3, 3]))

function kept() {
  const arena = new Arena(64, memory.buffer.byteLength)
  return { arena, weights: new PackedWeights(memory, arena) }
}

test('weights are packed once, and found again after runs of other banks', () => {
  const { weights } = kept()
  const pack = vi.fn((target: Float32Array) => target.fill(7))
  for (const bank of [...banks, ...banks]) {
    const at = weights.get(bank, 'direct', 100, pack)
    weights.freeUnused()
    expect(new Float32Array(memory.buffer, at, 100)).toEqual(new Float32Array(100).fill(7))
  }
  expect(pack).toHaveBeenCalledTimes(3)
})

test('unused weights are freed oldest first, and everything unused when memory is short', () => {
  const { arena, weights } = kept()
  const whole = arena.available
  const pack = vi.fn()
  for (const bank of banks) weights.get(bank, 'direct', 100, pack)
  weights.freeUnused(0) // all of them were used in this run
  expect(weights.bytes).toBe(whole - arena.available)
  weights.freeUnused(1000)
  expect(weights.bytes).toBeLessThanOrEqual(1000)
  for (const bank of banks.slice(1)) weights.get(bank, 'direct', 100, pack)
  expect(pack).toHaveBeenCalledTimes(3)
  weights.freeUnused()
  weights.freeUnused(0)
  expect(arena.available).toBe(whole)
})

test('room that no program filled is given back, and asked for anew', () => {
  const { arena, weights } = kept()
  const whole = arena.available
  const [bank] = banks
  if (bank === undefined) throw new Error('no bank')
  expect(weights.room(bank, 'winograd', 100).isEmpty).toBe(true)
  weights.freeUnused() // the program was cancelled
  expect(arena.available).toBe(whole)
  const { at, isEmpty } = weights.room(bank, 'winograd', 100)
  expect(isEmpty).toBe(true)
  weights.programFilled()
  weights.freeUnused()
  expect(weights.room(bank, 'winograd', 100)).toEqual({ at, isEmpty: false })
})
