import { expect, test } from 'vitest'
import { Arena } from '../../../../src/engine/resident/arena.ts'
import type { PaintRequest } from '../../../../src/engine/engine.ts'
import { MeansStore } from '../../../../src/engine/resident/kept-means.ts'
import { plainMapLayout } from '../../../../src/engine/plan/layer-plan.ts'
import { PlaneStore } from '../../../../src/engine/resident/planes.ts'

const MB = 1e6
const request: PaintRequest = {
  layer: 0,
  channel: 0,
  width: 1,
  height: 1,
  colors: new Uint32Array(256),
  range: { type: 'map', symmetric: false },
}
const stats = { min: 0, max: 1, mean: 0.5, rms: 0.6, finite: true }
const painting = { request, pixels: new Uint8ClampedArray(4), low: 0, high: 1, stats }

function kept(bytes: number) {
  const arena = new Arena(64, bytes)
  const store = new PlaneStore(arena)
  const plane = () => {
    const made = store.take(4096, plainMapLayout(8, 8))
    if (made === null) throw new Error('no room for a plane')
    return made
  }
  return { arena, store, plane, means: new MeansStore(arena) }
}

test('means are found again once a program has filled them, and go with their map', () => {
  const { arena, store, plane, means } = kept(200 * MB)
  const map = plane()
  const before = arena.available
  means.of(map, 'a', 1000)
  means.clean() // the program was cancelled
  expect(arena.available).toBe(before)
  means.of(map, 'a', 1000)?.painted(painting)
  means.clean()
  const item = means.of(map, 'a', 1000)?.item(request.colors)
  expect(item?.isFilled).toBe(true)
  // the range alone: what stands in a program is copied to every worker
  expect(item?.known).toStrictEqual({ low: 0, high: 1 })
  expect(means.of(map, 'a', 1000)?.item(new Uint32Array(256)).known).toBeNull()
  expect(means.bytes).toBe(before - arena.available)
  const { available } = arena
  store.release(map)
  means.clean()
  expect([means.bytes, arena.available > available]).toEqual([0, true])
})

test('the oldest are freed first, and none are kept where memory is short', () => {
  const { plane, means } = kept(200 * MB)
  const maps = [plane(), plane(), plane()]
  for (const map of maps) means.of(map, 'a', 10 * MB)?.painted(painting)
  means.clean(25 * MB)
  const isFilled = maps.map((map) => means.of(map, 'a', 10 * MB)?.item(request.colors).isFilled)
  expect(isFilled).toEqual([false, true, true])
  const small = kept(50 * MB)
  expect(small.means.of(small.plane(), 'a', 1000)).toBeNull()
})
