import { expect, test } from 'vitest'
import { commonModule } from '../../../../../src/kernels/run/common.ts'
import { fetchedFloats, InputFetch } from '../../../../../src/kernels/conv/direct/fetch.ts'
import { KernelInstance } from '../../../../../src/kernels/wasm/instances.ts'

const PAGE = 65_536
const TABLE = 64

function kernel() {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const words = new Uint32Array(memory.buffer)
  const fetch = new KernelInstance(new WebAssembly.Module(commonModule('plain', false)), memory).get('fetch')
  return { words, fetch }
}

test('reads no further than the part, up to the end of the memory', () => {
  const { words, fetch } = kernel()
  words.set([PAGE - 4096, PAGE - 2048], TABLE / 4)
  const before = words.slice(TABLE / 4)
  fetch(TABLE, 2, 1024, 1024)
  expect(words.slice(TABLE / 4)).toEqual(before)
  expect(() => {
    fetch(TABLE, 2, 1024, 1028)
  }).toThrow(WebAssembly.RuntimeError)
})

test('fetches the rows that a tile reads, once for the tiles of all its filters', () => {
  const parts: number[][] = []
  const input = new InputFetch((...part) => {
    parts.push([...part])
  })
  const step = { fetchedFloats: 300, inputRowStep: 100, inPerGroup: 3 }
  const tile = { inputs: 640, from: 10, to: 20 }
  input.before(step, tile, 2)
  input.before(step, tile, 2)
  input.before(step, { ...tile, from: 20, to: 30 }, 2)
  expect(parts).toEqual([
    [640, 6, 4000, 4 * (900 + 300)],
    [640, 6, 8000, 4 * (900 + 300)],
  ])
})

test('fetches nothing that does not fit the cache, or is not worth it', () => {
  const input = new InputFetch(() => {
    throw new Error('it was fetched')
  })
  const tile = { inputs: 640, from: 0, to: 10 }
  input.before({ fetchedFloats: 100_000, inputRowStep: 10_000, inPerGroup: 3 }, tile, 1)
  input.before({ fetchedFloats: 0, inputRowStep: 100, inPerGroup: 3 }, tile, 1)
})

test('is worth it for more rows than a processor follows, of more input than a cache holds', () => {
  const spec = { inPerGroup: 3, h: { kernel: 3, stride: 1, dilation: 2 }, rowPitch: 100 }
  expect(fetchedFloats(spec, 300_000)).toBe(500)
  expect(fetchedFloats(spec, 262_144)).toBe(0)
  expect(fetchedFloats({ ...spec, inPerGroup: 1 }, 300_000)).toBe(0)
})
